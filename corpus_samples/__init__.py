"""A fictional bank's policies: sources, the renderer that makes their PDFs, and their labels."""
