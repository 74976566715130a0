"""The interview: which question comes next, what an answer does, and when it is over."""
