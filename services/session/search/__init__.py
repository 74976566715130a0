"""Finds rows by what they mean and by their words: what companies, questions and résumés have in common."""
