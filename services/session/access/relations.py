"""How authorities are related to resources, as SQL: one condition per kind and relation, each found by an index.

`:subject` is the person or the partner client, `{id}` the resource. Membership is a recruiter's or a partner's; a person who is not a
recruiter any more has none, even where a row was left behind.
"""

from collections.abc import Mapping

from viva.contract.v1 import options_pb2 as o

Condition = str
Relations = Mapping[tuple[int, int], Condition]
"""By kind and relation of viva.contract.v1."""

PERSON_STANDS: Condition = """
    SELECT 1 FROM session_families f JOIN accounts a ON a.account_id = f.account_id
    WHERE f.family_id = :family AND f.account_id = :subject AND f.revoke_time IS NULL AND f.expire_time > clock_timestamp()
      AND a.state = 1 AND a.role = :role
"""
"""The device is signed in, the account is active, and its role is what the token says."""

PARTNER_STANDS: Condition = """
    SELECT 1 FROM partner_clients WHERE client_id = :subject AND NOT is_disabled AND scopes @> CAST(:scopes AS smallint[])
"""
"""The client is let in and still has what the token says."""

LEASE_STANDS: Condition = """
    SELECT 1 FROM tasks WHERE lease_token = :token AND lease_opened AND state IN ('READY', 'LEASED')
"""
"""The attempt may still complete: a lapsed lease is good until the task is handed out again."""

_COMPANY = "SELECT 1 FROM company_members WHERE company_id = {{id}} AND {member} = :subject"

_OF_COMPANY = """
    SELECT 1 FROM {table} t JOIN company_members m ON m.company_id = t.company_id WHERE t.{key} = {{id}} AND m.{member} = :subject
"""

_BLOB_OF_COMPANY = """
    SELECT 1 FROM resumes r JOIN interviews i ON i.resume_id = r.resume_id JOIN company_members m ON m.company_id = i.company_id
    WHERE r.blob_id = {{id}} AND m.{member} = :subject
"""


def _memberships(member: str) -> Relations:
    """What a member of a company may touch; `member` is the column of company_members that names whoever asks."""

    def of_company(table: str, key: str) -> Condition:
        return _OF_COMPANY.format(table=table, key=key, member=member)

    return {
        (o.KIND_COMPANY, o.RELATION_MEMBER): _COMPANY.format(member=member),
        (o.KIND_POSTING, o.RELATION_MEMBER): of_company("postings", "posting_id"),
        (o.KIND_SCENARIO, o.RELATION_MEMBER): of_company("scenarios", "scenario_id"),
        (o.KIND_QUESTION, o.RELATION_MEMBER): of_company("bank_questions", "question_id"),
        (o.KIND_INTERVIEW, o.RELATION_MEMBER): of_company("interviews", "interview_id"),
        (o.KIND_RESUME, o.RELATION_MEMBER): of_company("interviews", "resume_id"),
        (o.KIND_BLOB, o.RELATION_MEMBER): _BLOB_OF_COMPANY.format(member=member),
    }


_OPEN: Relations = {
    (o.KIND_POSTING, o.RELATION_OPEN): """
        SELECT 1 FROM postings WHERE posting_id = {id} AND status = 2
          AND (open_time IS NULL OR open_time <= clock_timestamp()) AND (close_time IS NULL OR close_time > clock_timestamp())
    """,
    (o.KIND_SCENARIO, o.RELATION_OPEN): "SELECT 1 FROM scenarios WHERE scenario_id = {id} AND company_id IS NULL",
    (o.KIND_QUESTION, o.RELATION_OPEN): "SELECT 1 FROM bank_questions WHERE question_id = {id} AND company_id IS NULL",
}
"""What is open to everybody: a posting while it takes candidates, and what came with Viva."""

PERSON: Relations = {
    **_OPEN,
    (o.KIND_ACCOUNT, o.RELATION_OWNER): "SELECT 1 WHERE {id} = CAST(:subject AS uuid)",
    (o.KIND_INTERVIEW, o.RELATION_OWNER): "SELECT 1 FROM interviews WHERE interview_id = {id} AND candidate_id = :subject",
    (o.KIND_RESUME, o.RELATION_OWNER): "SELECT 1 FROM resumes WHERE resume_id = {id} AND candidate_id = :subject",
    (o.KIND_BLOB, o.RELATION_OWNER): """
        SELECT 1 FROM blobs b LEFT JOIN resumes r ON r.blob_id = b.blob_id
        WHERE b.blob_id = {id} AND :subject IN (b.account_id, r.candidate_id)
    """,
}
"""What a person who signed in may be to a resource."""

RECRUITER: Relations = {**PERSON, **_memberships("account_id")}
"""What a recruiter may be to it as well."""

PARTNER: Relations = {
    **_OPEN,
    **_memberships("client_id"),
    (o.KIND_CLIENT, o.RELATION_CLIENT): "SELECT 1 WHERE {id} = CAST(:subject AS uuid)",
    (o.KIND_INTERVIEW, o.RELATION_CLIENT): "SELECT 1 FROM interviews WHERE interview_id = {id} AND client_id = :subject",
    (o.KIND_RESUME, o.RELATION_CLIENT): "SELECT 1 FROM resumes WHERE resume_id = {id} AND client_id = :subject",
    (o.KIND_POSTING, o.RELATION_CLIENT): _OF_COMPANY.format(table="postings", key="posting_id", member="client_id"),
    (o.KIND_BLOB, o.RELATION_CLIENT): """
        SELECT 1 FROM blobs b LEFT JOIN resumes r ON r.blob_id = b.blob_id
        WHERE b.blob_id = {id} AND :subject IN (b.client_id, r.client_id)
    """,
}
"""What a partner client may be to it."""

LEASE: Mapping[int, Condition] = {
    o.KIND_INTERVIEW: "SELECT 1 FROM tasks WHERE lease_token = :token AND resource_id = {id}",
    o.KIND_RESUME: """
        SELECT 1 FROM tasks t LEFT JOIN interviews i ON i.interview_id = t.resource_id
        WHERE t.lease_token = :token AND {id} IN (t.resource_id, i.resume_id)
    """,
    o.KIND_BLOB: """
        SELECT 1 FROM tasks t LEFT JOIN interviews i ON i.interview_id = t.resource_id
          JOIN blobs b ON b.blob_id = {id} LEFT JOIN resumes r ON r.blob_id = b.blob_id
        WHERE t.lease_token = :token AND (b.resource_id = t.resource_id OR r.resume_id IN (t.resource_id, i.resume_id))
    """,
}
"""What a lease is for: the task's one interview with the résumé that it is about, or its one résumé; and their blobs."""
