"""Every answer and refusal on record, before it is released: chain, signatures, replay, export."""
