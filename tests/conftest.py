"""What holds for every test."""

from hypothesis import settings

# A property is true or false however busy the machine is.
settings.register_profile("attest", deadline=None)
settings.load_profile("attest")
