"""Measures the language-model engine beside llama.cpp's own server and the old way of one text after another."""
