"""Tables on a PDF page, ruled and unruled, as rows."""
