"""Accounts on the wire: decode, call the use case, encode."""
