"""Carries REST and WebSocket to the typed RPCs, and mail and webhooks to the world; keeps nothing.

Where things are: `rest/` is HTTP, one table of routes and what reads it · `live/` is the WebSocket of a live interview ·
`openapi/` describes both from the same tables · `adapters/` reach peers, mail servers and webhooks · `catalog/` holds the
words people read, as data · `domain/` decides what needs no wire.
"""
