"""How good is it, and did this change make it worse."""
