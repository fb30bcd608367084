"""A language model as an unreliable supplier."""
