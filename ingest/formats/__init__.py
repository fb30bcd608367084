"""DOCX, HTML, Markdown and text to the same blocks that PDF pages give."""
