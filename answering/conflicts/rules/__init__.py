"""Rules by which two clauses are compared, until a trained verifier does it better."""
