"""The engine that has a language model think, whichever way the model is run."""
