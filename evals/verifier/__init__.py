"""Pairs of sentence and quote: read, altered, judged."""
