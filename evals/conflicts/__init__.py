"""Planted conflicts and their look-alikes."""
