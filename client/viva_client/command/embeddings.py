"""`viva embeddings`: the models that searches by meaning go by, and the move from one to another."""

import asyncio
from collections.abc import Iterator

import click
from viva.resume.v1.resume_service_pb2 import EmbedKind, InfoRequest
from viva.resume.v1.resume_service_pb2_grpc import ResumeServiceStub
from viva.session.v1 import embedding_service_pb2 as pb
from viva.session.v1.embedding_service_pb2_grpc import EmbeddingServiceStub

from viva_client import LogIn
from viva_client.command.connecting import Server, in_plain_words, log_in, server_options, user_option
from viva_client.command.failure import Failure

STATES = {
    pb.EMBEDDING_MODEL_STATE_SERVING: "searches go by it",
    pb.EMBEDDING_MODEL_STATE_FILLING: "being filled",
    pb.EMBEDDING_MODEL_STATE_KEPT: "kept",
}
LOOK_AGAIN_SECONDS = 2.0


@click.group(short_help="Show and change the model that searches by meaning go by.")
def embeddings() -> None:
    """Groups the commands below. All of them want an administrator."""


@embeddings.command("status", short_help="List the models and how far each has come.")
@user_option
@server_options
def status_command(server: Server, user: str) -> None:
    """Lists every model that there are vectors of, how many rows of each kind have one, and what the résumé service has loaded."""
    with in_plain_words(server):
        models, loaded = asyncio.run(_status(server, log_in(user)))
    for model in models:
        click.echo("\n".join(lines(model)))
    click.echo("loaded: " + (", ".join(loaded) or "none"))


@embeddings.command("move", short_help="Move to the second model that the résumé service has loaded.")
@click.option("--wait/--no-wait", default=True, help="Stay until the move is done (the default), or only begin it.")
@user_option
@server_options
def move_command(server: Server, user: str, *, wait: bool) -> None:
    """Has everything embedded under the model of VIVA_EMBEDDING_NEXT, too, and then lets searches go by it.

    Searches go on meanwhile, by the old model. The move outlasts this command and every restart; run it again to see how far it is.
    """
    with in_plain_words(server):
        asyncio.run(_move(server, log_in(user), wait=wait))


@embeddings.command("forget", short_help="Remove all vectors of a model that is no longer used.")
@click.argument("model")
@user_option
@server_options
def forget_command(server: Server, model: str, user: str) -> None:
    """Removes every vector of MODEL, and ends a move to it."""
    with in_plain_words(server):
        removed = asyncio.run(_forget(server, log_in(user), model))
    click.echo(f"{removed} vectors removed")


def lines(model: pb.EmbeddingModel) -> Iterator[str]:
    """A model as people read it."""
    yield f"{model.model} ({model.dimension} numbers): {STATES.get(model.state, 'unknown')}"
    for count in model.counts:
        kind = EmbedKind.Name(count.kind).removeprefix("EMBED_KIND_").lower()
        yield f"  {kind:<10}{count.embedded:>9} of {count.total}"
    if model.last_failure:
        yield f"  the last one that failed: {model.last_failure}"


def next_model(models: list[pb.EmbeddingModel], loaded: list[tuple[str, int]]) -> tuple[str, int]:
    """The loaded model to move to: the one that does not serve. Raises Failure."""
    serving = {model.model for model in models if model.state == pb.EMBEDDING_MODEL_STATE_SERVING}
    others = [each for each in loaded if each[0] not in serving]
    if not others:
        raise Failure("the résumé service has no other model loaded; name one in VIVA_EMBEDDING_NEXT and restart it")
    return others[-1]


async def _status(server: Server, credentials: LogIn) -> tuple[list[pb.EmbeddingModel], list[str]]:
    async with server.connect(credentials) as viva:
        listed = await viva.stub(EmbeddingServiceStub).ListEmbeddingModels(pb.ListEmbeddingModelsRequest())
        info = await viva.stub(ResumeServiceStub).Info(InfoRequest())
        return list(listed.models), [f"{each.model} ({each.dimension})" for each in info.embedding_models]


async def _move(server: Server, credentials: LogIn, *, wait: bool) -> None:
    async with server.connect(credentials) as viva:
        moving, info = viva.stub(EmbeddingServiceStub), await viva.stub(ResumeServiceStub).Info(InfoRequest())
        listed = await moving.ListEmbeddingModels(pb.ListEmbeddingModelsRequest())
        name, dimension = next_model(list(listed.models), [(each.model, each.dimension) for each in info.embedding_models])
        model = (await moving.StartEmbeddingMove(pb.StartEmbeddingMoveRequest(model=name, dimension=dimension))).model
        while wait and model.state == pb.EMBEDDING_MODEL_STATE_FILLING:
            click.echo("\n".join(lines(model)))
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            listed = await moving.ListEmbeddingModels(pb.ListEmbeddingModelsRequest())
            model = next(each for each in listed.models if each.model == name)
        click.echo("\n".join(lines(model)))


async def _forget(server: Server, credentials: LogIn, model: str) -> int:
    async with server.connect(credentials) as viva:
        response = await viva.stub(EmbeddingServiceStub).ForgetEmbeddingModel(pb.ForgetEmbeddingModelRequest(model=model))
        return int(response.removed)
