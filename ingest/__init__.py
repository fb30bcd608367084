"""File to canonical text, pages, boxes, sections, chunks, vectors, index."""
