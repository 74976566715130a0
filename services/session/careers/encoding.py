"""Judgements as the contract's messages say them, and as an interview's row keeps them: closed enums, and no word of a résumé."""

from viva.interview.v1 import stage_pb2
from viva.session.v1 import career_pb2 as pb

from interviewing.language import Language
from services.session.careers.domain.field_names import FieldOfWork
from services.session.careers.domain.judging import Ground, Judgement, Reason
from services.session.careers.domain.wording import in_words


def variant_of(judgement: Judgement) -> stage_pb2.ScenarioVariant.ValueType:
    """The way through the stages that a judgement suggests."""
    return stage_pb2.SCENARIO_VARIANT_CAREER_CHANGER if judgement.is_change else stage_pb2.SCENARIO_VARIANT_STANDARD


def encode_judgement(judgement: Judgement) -> pb.CareerJudgement:
    """A judgement with its reasons in words."""
    return with_sentences(_bare(judgement))


def stored(judgement: Judgement) -> bytes:
    """A judgement as it is kept: the sentences follow from the rest."""
    return _bare(judgement).SerializeToString(deterministic=True)


def with_sentences(judgement: pb.CareerJudgement) -> pb.CareerJudgement:
    """A stored judgement, in words again."""
    target = [FieldOfWork(each) for each in judgement.job_fields]
    for reason in judgement.reasons:
        known = Reason(Ground(reason.ground), tuple(FieldOfWork(each) for each in reason.fields))
        del reason.sentences[:]
        reason.sentences.extend(
            pb.CareerSentence(language=int(language), text=in_words(known, target, language))  # type: ignore[arg-type]
            for language in Language
        )
    return judgement


def _bare(judgement: Judgement) -> pb.CareerJudgement:
    return pb.CareerJudgement(
        move=int(judgement.move),  # type: ignore[arg-type]  # the numbers are the contract's, here and below
        confidence=judgement.confidence,
        reasons=[
            pb.CareerReason(ground=int(reason.ground), fields=map(int, reason.fields))  # type: ignore[arg-type]
            for reason in judgement.reasons
        ],
        job_fields=map(int, judgement.target),  # type: ignore[arg-type]
        variant=variant_of(judgement),
    )
