"""The old way: FastAPI takes an answer, Celery carries it over Redis to a worker, the client asks every half second or hangs on.

`tables` is its database, `work` what its workers do, `tasks` and `web` are its two programs, `house` starts all and holds interviews.
It asks with the same engine as Viva and runs without an edge, accounts, events or a ledger: it is given every advantage but one.
"""
