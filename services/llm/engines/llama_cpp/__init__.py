"""Runs a GGUF model in this process and writes many texts at once: continuous batching on llama.cpp's own functions."""
