"""The floor: the same commits and the same hops as a turn of Viva's, and nothing else.

`session` commits and tells, `llm` and `resume` pass on, `gateway` turns frames into calls, Envoy stands in front as in Viva;
`house` starts them and is the contender. `wire` is how they call each other: bytes, with no contract, identity or check.
"""
