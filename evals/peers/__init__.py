"""Other ways to retrieve, as they come: what the suite ``peers`` compares Attest with."""
