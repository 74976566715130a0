"""An interview, decided by pure code: time and ids come in, a step comes out."""
