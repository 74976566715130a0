"""How our services talk to each other.

Where things are: `refusal` says no · `contract` reads the methods and their rules · `settings` is what every service is
told · `identity` knows who calls · `access` judges whether they may · `channels` calls peers · `leases` does tasks of the
ledger · `server` serves, becomes ready, drains. The rest is what these are made of.

A service's main looks like this; nothing else of mesh needs wiring:

    async def run(settings: Settings) -> None:
        channels = Channels(settings.mesh)
        engine = load_engine(settings)
        context = SessionContext(channels.stub(chunk_rpc.ChunkServiceStub))     # an adapter calls through a stub
        asking = Asking(engine, context)
        worker = LeaseWorker(channels, slots=settings.slots, handlers={pb.AskRequest: asking.ask, ...})
        servicer = LlmServicer(engine, worker)
        await serve(Server(settings.mesh, servicers=[servicer], channels=channels, worker=worker, ready=engine.ready))

    def main() -> None:
        asyncio.run(run(Settings.from_environment(os.environ)))

`channels.stub` knows from the stub's package which peer to call; whatever a stub can call is checked at start, on every
replica of the peer, and the service is not ready before. Session has no channels and gives `lookup=` its own answer.

A method that the contract promises and nobody has built yet stands in its servicer's `served_later = (pb.XRequest,)`, and
a caller says `channels.stub(rpc.AuthServiceStub, without=(pb.XRequest,))`. Any other gap stops the start.

A servicer is an `async def` per unary response and an async generator per stream; it takes `(request, context)` or, where
the client streams, `(requests, context)` with `async for request in requests`. It never touches `context` for errors: it
raises a `Refusal`. `current_caller()` says who calls (`.person.account_id`, `.partner.client_id`).

A task's handler takes `(request, attempt)` and returns the method's response, or yields its responses where the method
streams; the response that has `result` set is completed with session before anybody sees it. A servicer whose method is
also a task serves the push path with `async for response in (await worker.open_ticket(request.ticket)): yield response`.
A handler's `Refusal` with RESOURCE_EXHAUSTED gives the task back uncounted; any other fails it with the refusal's reason,
for good unless the class says `retryable = True`; anything else is a crash and is tried again.
Calls made by a handler carry the lease as authority, and what is left of the attempt as deadline, by themselves.
"""
