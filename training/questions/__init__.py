"""Questions written for this project, without the passages that they are about."""
