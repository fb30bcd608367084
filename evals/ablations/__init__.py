"""One choice of retrieval changed at a time, on equal ground."""
