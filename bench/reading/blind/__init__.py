"""Résumés that were written, with their facts, before anybody knew how they would be read.

Each is a page of HTML named after what makes a file of it, or a module with `draw()`. Beside it stands a text: a fact a line, as section,
kind and words; more words after those where a fact may be cut in more than one way. Each folder was committed before it was first read.
"""
