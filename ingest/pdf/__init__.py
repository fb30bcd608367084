"""PDF pages to blocks of words with their boxes."""
