"""Passages to claims to verified sentences, or a refusal."""
