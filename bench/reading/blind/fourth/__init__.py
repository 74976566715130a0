"""Sixteen more, as somebody who tries a reader would quickly write them, a few calls of a library each."""
