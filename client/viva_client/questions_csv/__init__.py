"""Question banks as tables: reads, checks, imports and exports CSV files that people keep in a spreadsheet.

    table = read_table(Path("questions.csv").read_bytes())
    for finding in check(table):
        print(finding)

One row is one question; the first row names the columns, in any order (see `columns.COLUMNS` for what each holds). `text`, `language`,
`stage`, `category` and `difficulty` must be there. UTF-8 with or without a byte order mark, UTF-16 and CP949 are read; UTF-8 is written.
"""

from viva_client.questions_csv.checking import check, sound
from viva_client.questions_csv.columns import COLUMNS
from viva_client.questions_csv.comparing import compared
from viva_client.questions_csv.exporting import export, written
from viva_client.questions_csv.findings import Finding, Severity
from viva_client.questions_csv.importing import Interrupted, Taken, take_in
from viva_client.questions_csv.reading import Row, Table, read_table

__all__ = [
    "COLUMNS",
    "Finding",
    "Interrupted",
    "Row",
    "Severity",
    "Table",
    "Taken",
    "check",
    "compared",
    "export",
    "read_table",
    "sound",
    "take_in",
    "written",
]
