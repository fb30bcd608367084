"""Who is asking: bearer tokens to principals, and the local demo issuer."""
