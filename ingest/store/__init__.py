"""Canonical text to chunks, catalogue and index, safe against crashes."""
