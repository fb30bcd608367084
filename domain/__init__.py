"""The words and rules that every part of Attest shares; imports none of them."""
