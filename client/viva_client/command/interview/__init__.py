"""`viva interview`: a whole interview in a terminal.

`beginning` finds or makes the interview, `room` holds it, `keyboard` and `screen` are the two ends of the terminal, `telling`
puts the report into lines, and `wording` is everything that is said in English and in Korean.
"""
