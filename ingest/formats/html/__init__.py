"""HTML and XHTML: what a reader of the page sees on a screen, with everything opened that opens."""
