"""Stand-ins that behave: an index that ranks, an embedder for which alike words are alike."""
