"""The model that tells attempts to steer the product from questions."""
