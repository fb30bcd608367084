"""Claims to verified sentences with citations."""
