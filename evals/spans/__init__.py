"""Contracts with exact spans: texts, queries, and the way back to the files."""
