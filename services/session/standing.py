"""Whether a database has already all that this release brings. Asked at every start, and so it loads next to nothing."""

from hashlib import sha256
from pathlib import Path

import psycopg

ROOT = Path(__file__).parent
MIGRATIONS = ROOT / "migrations"
SHIPPED = (("scenarios", "*.yaml"), ("rubrics", "*.yaml"), ("bank", "*.yaml"), ("questions", "*.py"))
"""The data files, and the code that turns them into rows: when that changes, the same files may say something else."""

STANDS = """
    SELECT (SELECT array_agg(version_num::text) FROM alembic_version) = ARRAY[%s]
        AND EXISTS (SELECT FROM shipped WHERE digest = %s)
        AND EXISTS (SELECT FROM scenarios WHERE company_id IS NULL)
        AND EXISTS (SELECT FROM bank_questions WHERE company_id IS NULL)
"""


def stands(url: str) -> bool:
    """Whether schema and shipped data are this release's. `url` as for Database; False where it cannot be told."""
    try:
        with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1), connect_timeout=5) as connection:
            row = connection.execute(STANDS, (newest_revision(), digest_of_shipped())).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def newest_revision() -> str:
    """The last migration of this release, by the names of the files, which begin with their revisions."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py")).partition("_")[0]


def digest_of_shipped() -> bytes:
    """Changes with every data file, and with the code that reads them."""
    digest = sha256()
    for directory, pattern in SHIPPED:
        for path in sorted((ROOT / directory).rglob(pattern)):
            digest.update(f"{path.relative_to(ROOT / directory)}\n".encode() + sha256(path.read_bytes()).digest())
    return digest.digest()
