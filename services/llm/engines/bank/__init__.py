"""The engine that comes with Viva: no language model, questions from the bank, quotes from the answer, evidence by words."""
