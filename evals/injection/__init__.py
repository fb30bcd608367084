"""Orders put into policies, and the questions asked of them."""
