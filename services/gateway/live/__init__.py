"""The WebSocket of a live interview: answers up, events and the words of the next question down.

`commands` is the table of what a browser may send · `socket` lets it in · `connection` runs one socket · `watch` follows the
interview's events · `asking` drives the making of a question · `outbox` is what waits to be sent down · `credential` is the
token it all goes on with · `closing` says why it ends.
"""
