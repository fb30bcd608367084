"""One parser of figures for search, conflicts and verification: every spelling, one value."""
