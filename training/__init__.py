"""How the weights that Attest ships were made. Not installed at run time."""
