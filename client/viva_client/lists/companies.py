"""Lists of companies: one row is one company, told apart by its name."""

from collections.abc import Iterator, Sequence

from viva.session.v1.company_pb2 import CompanyContent
from viva.session.v1.company_service_pb2 import CompanyRow, ImportCompaniesRequest, ListCompaniesRequest
from viva.session.v1.company_service_pb2_grpc import CompanyServiceStub
from viva.session.v1.imported_row_pb2 import ImportedRow

from interviewing.likeness import bare_company, name_key
from viva_client.client import Viva
from viva_client.lists.columns import named, text_column
from viva_client.lists.findings import Finding
from viva_client.lists.kind import Kind, Words
from viva_client.lists.reading import Row
from viva_client.paging import every

PAGE = 80
"""Companies at a time: the longest that the contract allows still fit into one message."""
NAMES_ALIKE = 0.8
"""From here on two names without their legal forms are looked at by a person."""

COLUMNS = named(
    text_column("name", "what it is called; a row of the same name changes the company that has it", is_required=True),
    text_column("industry", "what it is in"),
    text_column("ideal_candidate", "whom it looks for, in its own words; questions are made from it"),
    text_column("description", "what it does"),
)


async def fetch(viva: Viva, company_id: str) -> list[CompanyContent]:
    """Every company. Whose list it is makes no difference: `company_id` is not looked at."""
    wanted = ListCompaniesRequest(page_size=PAGE)
    stub = viva.stub(CompanyServiceStub)
    return [company.content async for company in every(stub.ListCompanies, wanted, lambda page: page.companies)]


async def _send(viva: Viva, request_id: str, company_id: str, rows: Sequence[Row], seconds: float) -> Sequence[ImportedRow]:
    request = ImportCompaniesRequest(request_id=request_id)
    request.rows.extend(CompanyRow(line=row.number, content=row.content) for row in rows)
    return (await viva.stub(CompanyServiceStub).ImportCompanies(request, timeout=seconds)).rows


def _faults(row: Row) -> Iterator[Finding]:
    if row.content.name and not name_key(row.content.name):
        yield Finding(row.number, "name", row.content.name, "is no name", "write what the company is called")


def _in_words(outcome: ImportedRow) -> Words:
    match outcome.reason:
        case "COMPANY_NAME_TAKEN":
            return Words("name", "is another company's name", "write the name that this one is known by")
        case "INVALID_REQUEST":
            return Words("", f"breaks the rule {outcome.facts.get('rule', '')}".rstrip(), "change it so that it holds")
        case reason:
            return Words("", f"was refused: {reason}", "ask whoever runs Viva")


COMPANIES = Kind(
    noun="companies",
    columns=COLUMNS,
    new=CompanyContent,
    name="name",
    key=lambda content: name_key(content.name) or None,
    group=lambda _: None,
    likeness=lambda content: bare_company(content.name),
    threshold=NAMES_ALIKE,
    faults=_faults,
    may_lack=frozenset(),
    as_imported=lambda known, _: known,
    place=lambda content: (name_key(content.name), content.name),
    fetch=fetch,
    send=_send,
    in_words=_in_words,
)
