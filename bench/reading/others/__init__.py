"""Résumés written by hand, each as somebody else would lay it out, with the facts that stand in it: no generator is behind them."""
