"""Passages to scored statements, and whether they suffice."""
