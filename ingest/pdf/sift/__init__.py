"""What stands on a page and is no running text: struck, set apart, raised, line numbers."""
