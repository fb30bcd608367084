"""What a refusal says: why, what lies nearest, whom to ask."""
