"""How the reviews' tables came to be, one file a step."""
