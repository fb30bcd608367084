"""Policies that differ, and which of them prevails."""
