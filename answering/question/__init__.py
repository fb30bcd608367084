"""Takes a question: limits, screening, what it asks for."""
