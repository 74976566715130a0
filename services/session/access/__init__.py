"""Answers who may touch what: for session's own calls, and for the other services' questions."""
