"""A server of faulty model responses on loopback, and the policies that it is asked about."""
