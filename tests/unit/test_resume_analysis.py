"""The résumé service's tasks: each passage embedded once, a result that fits a message, a refusal that says why."""

from uuid import uuid4

import pytest
from viva.resume.v1 import resume_service_pb2 as pb

from mesh.refusal import Refusal, Status
from services.resume.analysis import MAX_RESULT_BYTES, Analysis
from services.resume.domain.embedder import Embedder, EmbedderBusy, Embedders, ModelNotLoaded, Prefixes
from services.resume.domain.unreadable import REASONS, NoText, TooMuchText
from tests.resumes.fakes import MemoryOriginals, ToldParser, WordsEmbedder, result_of


def analysis(answer: pb.AnalyzeResult | Refusal, embedder: WordsEmbedder | None = None) -> tuple[Analysis, pb.AnalyzeRequest]:
    originals = MemoryOriginals()
    originals.blobs["original"] = b"%PDF"
    request = pb.AnalyzeRequest(resume_id=str(uuid4()), context=pb.AnalyzeContext(blob_id="original"))
    return Analysis(
        originals, ToldParser(answer), Embedders([Embedder(embedder or WordsEmbedder()), Embedder(WordsEmbedder(model="next"))])
    ), request


async def test_f51_every_passage_is_embedded_once_and_keeps_its_own_vector() -> None:
    embedder = WordsEmbedder()
    doing, request = analysis(result_of("queues and ledgers", "nights and weekends"), embedder)

    result = (await doing.analyze(request)).result

    assert embedder.embedded == ["queues and ledgers", "nights and weekends"]
    for embedded in result.passages:
        (alone,) = await WordsEmbedder().embed([embedded.passage.text])
        assert list(embedded.vector) == pytest.approx(alone)


async def test_f51_questions_and_passages_are_embedded_alike() -> None:
    doing, request = analysis(result_of("queues and ledgers"))

    passage = (await doing.analyze(request)).result
    asked = pb.EmbedRequest(context=pb.EmbedContext(text="queues and ledgers"))
    question = (await doing.embed(asked)).result.embedding

    assert question.model == passage.embedding_model
    assert question.vector == passage.passages[0].vector


async def test_f51_a_row_gets_a_vector_of_each_of_its_texts_under_each_model_that_is_wanted() -> None:
    doing, _ = analysis(result_of("words"))
    texts = [pb.EmbedText(ordinal=3, text="queues"), pb.EmbedText(ordinal=5, text="ledgers")]

    made = (await doing.embed(pb.EmbedRequest(context=pb.EmbedContext(texts=texts, models=["next", "words"])))).result

    assert [(each.embedding.model, each.ordinal) for each in made.vectors] == [("next", 3), ("next", 5), ("words", 3), ("words", 5)]


async def test_f51_a_model_that_is_not_loaded_is_not_replaced_by_another() -> None:
    doing, _ = analysis(result_of("words"))

    with pytest.raises(ModelNotLoaded):
        await doing.embed(pb.EmbedRequest(context=pb.EmbedContext(text="queues", models=["words", "elsewhere"])))


async def test_f51_questions_and_passages_get_the_prefixes_of_their_model_and_a_name_that_tells_them_from_others() -> None:
    engine = WordsEmbedder()
    embedder = Embedder(engine, Prefixes("query: ", "passage: "))

    await embedder.of_query("why Kafka?")
    await embedder.of_passages(["Kafka", "ledgers"])

    assert engine.embedded == ["query: why Kafka?", "passage: Kafka", "passage: ledgers"]
    assert embedder.model.startswith("words#") and embedder.model != Embedder(engine, Prefixes("query: ", "")).model
    assert Embedder(engine).model == "words"


async def test_a_resume_is_embedded_with_the_model_that_searches_go_by() -> None:
    doing, request = analysis(result_of("queues and ledgers"))
    request.context.embedding_model = "next"
    assert (await doing.analyze(request)).result.embedding_model == "next"
    request.context.embedding_model = "elsewhere"
    assert (await doing.analyze(request)).result.embedding_model == "words"


async def test_a_file_that_cannot_be_read_fails_for_good_with_its_reason() -> None:
    doing, request = analysis(NoText())

    with pytest.raises(NoText) as refused:
        await doing.analyze(request)
    assert (refused.value.status, refused.value.retryable) == (Status.INVALID_ARGUMENT, False)


async def test_without_a_place_at_the_embedder_the_task_goes_back() -> None:
    doing, request = analysis(result_of("words"), WordsEmbedder(max_waiting=0))

    with pytest.raises(EmbedderBusy) as refused:
        await doing.analyze(request)
    assert refused.value.status is Status.RESOURCE_EXHAUSTED


async def test_f51_a_long_resume_keeps_all_passages_where_a_model_of_1024_numbers_leaves_no_room_for_all_vectors() -> None:
    embedder = WordsEmbedder()
    embedder.dimension = 1024
    doing, request = analysis(result_of(*(f"line {number} of a long career" for number in range(400))), embedder)

    result = (await doing.analyze(request)).result

    vectors = [len(embedded.vector) for embedded in result.passages]
    assert 0.9 * MAX_RESULT_BYTES < result.ByteSize() <= MAX_RESULT_BYTES
    assert vectors == [1024] * len(embedder.embedded) + [0] * (400 - len(embedder.embedded))


async def test_a_result_that_fits_no_message_is_refused_here() -> None:
    doing, request = analysis(result_of(*["x" * 900] * (MAX_RESULT_BYTES // 1_500)))

    with pytest.raises(TooMuchText):
        await doing.analyze(request)


@pytest.mark.parametrize("refusal", REASONS.values())
def test_no_refusal_of_a_file_sends_its_task_round_again(refusal: type[Refusal]) -> None:
    assert refusal.status is Status.INVALID_ARGUMENT and not refusal.retryable
    assert refusal().message() != refusal.reason
