"""Approvals: a second person's word on exact content, void with any change of it."""
