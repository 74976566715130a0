"""Lists that people keep in a spreadsheet or a program: reads, checks, imports and exports questions and companies as CSV or JSON.

    table = read_table(Path("questions.csv").read_bytes(), QUESTIONS)
    for finding in check(table, QUESTIONS):
        print(finding)

In CSV the first row names the columns, in any order (a kind's `columns` say what each holds). JSON is a list of objects with the same
names, by itself or under `questions` or `companies`. UTF-8 with or without a byte order mark, UTF-16 and CP949 are read; UTF-8 is written.
"""

from viva_client.lists.checking import check, nearly_there, sound
from viva_client.lists.companies import COMPANIES
from viva_client.lists.comparing import compared
from viva_client.lists.findings import Finding, Severity
from viva_client.lists.importing import Interrupted, Taken, take_in
from viva_client.lists.kind import Kind
from viva_client.lists.questions import QUESTIONS
from viva_client.lists.reading import Row, Table, read_table
from viva_client.lists.writing import as_csv, as_json

__all__ = [
    "COMPANIES",
    "QUESTIONS",
    "Finding",
    "Interrupted",
    "Kind",
    "Row",
    "Severity",
    "Table",
    "Taken",
    "as_csv",
    "as_json",
    "check",
    "compared",
    "nearly_there",
    "read_table",
    "sound",
    "take_in",
]
