"""Text that addresses a reader's machine instead of its people."""
