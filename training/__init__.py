"""How the reader's and the verifier's weights were made. Not installed at run time."""
