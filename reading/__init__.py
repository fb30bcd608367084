"""The trained reader: does this text answer, and where; do these quotes support that sentence."""
