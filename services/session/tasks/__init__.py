"""The ledger: work that must happen, who does it now, and what happens when nobody can."""
