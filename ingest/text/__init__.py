"""Blocks to one canonical text with sections and pages."""
