"""How well résumés are understood: a corpus of our own making with its truth, and the share of its facts that was found."""
