"""Becomes Tesseract under limits: `python -m services.resume.adapters.ocr_process <program> <languages>`, a picture in, a table out."""

import os
import sys

from services.resume.adapters.confinement import confine_reader

MEBIBYTE = 1024 * 1024
MEMORY_BYTES = 1024 * MEBIBYTE
CPU_SECONDS = 20
_OPEN_FILES = 16
"""Its language data, one file each, beside the pipes."""


def main() -> None:
    """Does not return."""
    program, languages = sys.argv[1:]
    confine_reader(memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS, open_files=_OPEN_FILES)
    # `--psm 4`, lines of several sizes, because Tesseract's own finding of blocks (3) loses names and headings that stand alone.
    # One thread: a second one for the same page makes both slower, and the other core is a live interview's.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    os.execve(program, [program, "stdin", "stdout", "-l", languages, "--dpi", "300", "--psm", "4", "tsv"], environment)


if __name__ == "__main__":
    main()
