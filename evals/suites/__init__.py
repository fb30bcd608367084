"""The suites: each a file that says what is asked of which corpus, and what is right."""
