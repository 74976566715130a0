"""`viva questions statistics`: how often questions of the bank were asked, and how well they were answered."""

import asyncio
from collections.abc import Sequence

import click
from viva.interview.v1.stage_pb2 import Stage
from viva.session.v1.bank_question_pb2 import BankQuestion
from viva.session.v1.question_bank_service_pb2 import ListBankQuestionsRequest
from viva.session.v1.question_bank_service_pb2_grpc import QuestionBankServiceStub

from viva_client.command.connecting import Server, in_plain_words, log_in, server_options, user_option
from viva_client.credentials import LogIn
from viva_client.lists.findings import shortened
from viva_client.lists.questions import PAGE
from viva_client.paging import every

MOST = 20


@click.command(short_help="Say how often questions were asked, and how well they were answered.")
@click.option("--company", default="", help="The id of a company whose own questions to show beside everybody's.")
@click.option("--most", default=MOST, show_default=True, type=click.IntRange(min=1), help="How many to show.")
@user_option
@server_options
def statistics(server: Server, company: str, most: int, user: str) -> None:
    """Lists the questions of the bank, the one asked most often first, with the mean score of its answers (0 to 100).

    The database counts: what an interview asks is counted when it is asked, what was scored when it is scored, and nobody who was erased.
    """
    with in_plain_words(server):
        found = asyncio.run(_fetch(server, log_in(user), company))
    click.echo(f"{'asked':>6} {'mean':>5} {'stage':<24} question")
    for question in sorted(found, key=_rank)[:most]:
        click.echo(_line(question))


async def _fetch(server: Server, credentials: LogIn, company: str) -> Sequence[BankQuestion]:
    async with server.connect(credentials) as viva:
        wanted = ListBankQuestionsRequest(company_id=company, page_size=PAGE)
        return [each async for each in every(viva.stub(QuestionBankServiceStub).ListBankQuestions, wanted, lambda page: page.questions)]


def _rank(question: BankQuestion) -> tuple[int, float, str]:
    return -question.usage_count, -question.mean_points, question.content.text


def _line(question: BankQuestion) -> str:
    mean = f"{question.mean_points:.0f}" if question.HasField("mean_points") else "–"
    stage = Stage.Name(question.content.stage).removeprefix("STAGE_").lower()
    return f"{question.usage_count:>6} {mean:>5} {stage:<24} {shortened(question.content.text)}"
