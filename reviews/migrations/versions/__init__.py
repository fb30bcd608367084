"""One file a change, never edited after release."""
