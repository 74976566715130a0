"""An erased person is in no table any more: every table of the schema is searched, also those that are made after this was written."""

from pathlib import Path
from uuid import uuid4

from sqlalchemy import text
from viva.session.v1 import account_pb2 as pb
from viva.session.v1 import account_service_pb2 as accounts

from services.session.database import Database, UnitOfWork
from tests.echo.house import House
from tests.integration.access_world import World, make_world
from tests.integration.accounts_rig import Caller
from tests.integration.session_process import running

OWN_WORDS = "the very words of this person"
KEPT = {"erasure_receipts", "audit_entries"}
"""What has to stay, by ids: the proof that the person was erased, and who read their data."""

LEFT_BEHIND = (
    "INSERT INTO passwords (account_id, hash, change_time) VALUES (:owner, :words, :now)",
    "INSERT INTO portraits (blob_id, account_id, media_type, content) VALUES (:other_id, :owner, '', convert_to(:words, 'UTF8'))",
    "INSERT INTO mails (mail_id, account_id, kind, state, create_time) VALUES (:other_id, :owner, 1, 'WAITING', :now)",
    "UPDATE accounts SET full_name = :words, desired_positions = ARRAY[:words] WHERE account_id = :owner",
    "UPDATE resumes SET content = convert_to(:words, 'UTF8'), skills = :words, file_name = :words WHERE resume_id = :resume",
    "UPDATE blobs SET file_name = :words WHERE blob_id = :blob",
    "INSERT INTO blob_pieces (blob_id, ordinal, content) VALUES (:blob, 0, convert_to(:words, 'UTF8'))",
    "INSERT INTO resume_passages (resume_id, ordinal, section, text, regions, words) VALUES (:resume, 0, 1, :words, '', '')",
    "INSERT INTO resume_passage_vectors (resume_id, ordinal, model, dimension, vector) VALUES (:resume, 0, 'm', 3, '[1,2,3]')",
    """INSERT INTO asked_questions (question_id, interview_id, stage, ordinal, number, text, source, time_limit_seconds, create_time)
       VALUES (:question_id, :interview, 1, 1, 1, :words, 2, 60, :now)""",
    "INSERT INTO answers (answer_id, interview_id, question_id, kind, create_time) VALUES (:answer_id, :interview, :question_id, 1, :now)",
    """INSERT INTO transcript_lines (line_id, interview_id, question_id, position, speaker, text, create_time)
       VALUES (:other_id, :interview, :question_id, 0, 2, :words, :now)""",
    """INSERT INTO evaluations (answer_id, interview_id, unavailable, content, create_time)
       VALUES (:answer_id, :interview, 0, convert_to(:words, 'UTF8'), :now)""",
    """INSERT INTO reports (report_id, interview_id, version, content, create_time)
       VALUES (:other_id, :interview, 1, convert_to(:words, 'UTF8'), :now)""",
    """INSERT INTO events (stream_kind, stream_id, sequence, type, payload, time)
       VALUES (1, :interview, 1, 'x', '', :now), (2, :resume, 1, 'x', '', :now)""",
    """INSERT INTO requests (subject_id, request_id, method, digest, outcome)
       VALUES (:owner, :other_id, 'x', '', ''), (:interview, :other_id, 'x', '', convert_to(:words, 'UTF8'))""",
)


async def test_f57_nothing_of_an_erased_person_is_left_in_any_table(migrated_url: str, tmp_path: Path) -> None:
    """F57: what is promised in text is done in code, through session as it runs."""
    database = Database.connect(migrated_url)
    world = await make_world(database, House(tmp_path))
    async with database.work() as work:
        await leave_traces(work, world)
        assert len(await found_in(work, world)) >= 15
    async with running(migrated_url, tmp_path) as port:
        admin = Caller(port, next(actor.token for actor in world.actors if actor.name == "admin"))
        request = accounts.EraseAccountRequest(request_id=str(uuid4()), account_id=world.accounts["owner"], reason="asked for by letter")
        receipt = (await admin(request)).receipt
    async with database.work() as work:
        assert await found_in(work, world) <= KEPT
    await database.close()
    removed = {copies.kind: copies.count for copies in receipt.erased}
    assert all(removed[kind] > 0 for kind in (pb.COPY_KIND_ACCOUNT, pb.COPY_KIND_BLOB, pb.COPY_KIND_RESUME_CONTENT, pb.COPY_KIND_EMBEDDING))
    assert all(removed[kind] > 0 for kind in (pb.COPY_KIND_TRANSCRIPT, pb.COPY_KIND_REPORT))


async def leave_traces(work: UnitOfWork, world: World) -> None:
    ids = {name: world.ids[name] for name in ("resume", "blob", "interview")}
    made = {name: str(uuid4()) for name in ("other_id", "question_id", "answer_id")}
    known = {"owner": world.accounts["owner"], "words": OWN_WORDS, "now": await work.now(), **ids, **made}
    for statement in LEFT_BEHIND:
        await work.run(text(statement), {name: value for name, value in known.items() if f":{name}" in statement})


async def found_in(work: UnitOfWork, world: World) -> set[str]:
    """The tables in which the person, what belongs to them, or their words are found; bytes are shown as hexadecimal digits."""
    own = (world.accounts["owner"], world.ids["resume"], world.ids["blob"], world.ids["interview"], OWN_WORDS, OWN_WORDS.encode().hex())
    tables = [row["tablename"] for row in await work.all(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))]
    found = set()
    for table in tables:
        rows = "".join(str(list(row.values())) for row in await work.all(text(f"SELECT t::text FROM {table} AS t")))  # noqa: S608
        if any(one in rows for one in own):
            found.add(table)
    return found
