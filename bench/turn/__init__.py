"""From an answer to the next question: Viva, beside the bare work that such a turn cannot do without, and beside the old way.

`viva`, `floor/` and `queue/` are the contenders; `talk` is the candidate of the first two; `recording` takes one real interview
down to every write and every frame, which the floor then replays.
"""
