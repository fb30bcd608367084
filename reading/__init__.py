"""The trained reader: does this text answer, and where; does this quote support that sentence."""
