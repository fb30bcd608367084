"""Questions that were written about real regulation, in policy wording and in plain words."""
