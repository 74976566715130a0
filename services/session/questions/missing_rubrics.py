"""Gives rows of an import that come without a rubric the one that their question has, or else their stage's.

People who keep questions in a table seldom write rubrics there; what they leave out must not throw away what is kept.
"""

from viva.interview.v1 import rubric_pb2
from viva.session.v1 import bank_question_pb2, scenario_pb2
from viva.session.v1 import question_bank_service_pb2 as pb

from services.session.database import UnitOfWork
from services.session.questions.bank_store import BankQuestions
from services.session.questions.scenarios import ScenarioStore, shipped_scenario_id
from services.session.questions.stages import Focus, Language, Stage, Variant

_STAGES, _LANGUAGES = frozenset(map(int, Stage)), frozenset(map(int, Language))


async def with_rubrics(work: UnitOfWork, request: pb.ImportBankQuestionsRequest) -> list[pb.BankQuestionRow]:
    """Copies of the rows, each with a rubric where one could be found; a row of no known stage or language stays without."""
    rows = []
    for row in request.rows:
        filled = pb.BankQuestionRow()
        filled.CopyFrom(row)
        if not row.content.rubric.criteria and (rubric := await _rubric(work, request.company_id or None, row.content)):
            filled.content.rubric.CopyFrom(rubric)
        rows.append(filled)
    return rows


async def _rubric(work: UnitOfWork, company_id: str | None, content: bank_question_pb2.BankQuestionContent) -> rubric_pb2.Rubric | None:
    if int(content.stage) not in _STAGES or int(content.language) not in _LANGUAGES:
        return None
    known = await BankQuestions(work).same(company_id, content.stage, content.text)
    if known:
        return rubric_pb2.Rubric.FromString(known["rubric"])
    return await _of_stage(work, content)


async def _of_stage(work: UnitOfWork, content: bank_question_pb2.BankQuestionContent) -> rubric_pb2.Rubric | None:
    way = Variant.CAREER_CHANGER if int(content.variant) == Variant.CAREER_CHANGER else Variant.STANDARD
    row = await ScenarioStore(work).find(shipped_scenario_id(way, Focus.COMPREHENSIVE, Language(content.language)))
    stages = scenario_pb2.ScenarioContent.FromString(row["content"]).stages if row else ()
    return next((each.rubric for each in stages if each.stage == content.stage), None)
