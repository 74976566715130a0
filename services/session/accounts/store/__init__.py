"""The tables of accounts, and nothing but their SQL."""
