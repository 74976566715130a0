"""Describes REST and the live socket as OpenAPI 3.1, out of the same tables that serve them and the contract's own words.

`python -m services.gateway.openapi` writes docs/openapi.json; with `--check` it only says whether that is what follows.
"""
