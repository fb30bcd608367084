"""DOCX and DOCM, strict and transitional: what Word shows of them, with every revision accepted."""
