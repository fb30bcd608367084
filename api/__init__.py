"""The door: HTTP, identity, pages, command line."""
