"""Writes docs/openapi.json, or with `--check` says whether it is what tables and contract lead to."""

import argparse
import json
import sys

from google.protobuf.descriptor_pb2 import FileDescriptorSet

from services.gateway.openapi.comments import comments_in
from services.gateway.openapi.document import document
from services.gateway.rest.app import DESCRIPTION
from tools import buf


def main() -> None:
    """Writes or compares."""
    parser = argparse.ArgumentParser(prog="python -m services.gateway.openapi", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when the file differs")
    arguments = parser.parse_args()
    fresh = rendered()
    if not arguments.check:
        DESCRIPTION.write_text(fresh, "utf-8")
    elif not DESCRIPTION.is_file() or DESCRIPTION.read_text("utf-8") != fresh:
        sys.exit(f"{DESCRIPTION.name} is not what the routes lead to: run `make gen` and commit the result")


def rendered() -> str:
    """The description as text."""
    image = FileDescriptorSet.FromString(buf.run("build", str(buf.ROOT), "--as-file-descriptor-set", "-o", "-"))
    return json.dumps(document(comments_in(image)), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    main()
