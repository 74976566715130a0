"""`python -m services.llm.describe FILE`: prints what a GGUF file says about itself, as one JSON object; fails with the reason."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from services.llm.engines.llama_cpp.model_file import ModelFile, UnusableModel, digest_of


def described(path: Path) -> dict[str, object]:
    """Facts, the digest of the whole file, and the licence that its maker has written into it. Raises UnusableModel."""
    file = ModelFile.read(path)
    licence = file.metadata.get("general.license.name") or file.metadata.get("general.license") or ""
    return asdict(file.facts(digest_of(path))) | {"licence": str(licence)}


def main() -> None:
    """Describes the file that the command line names."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m services.llm.describe FILE")
    try:
        print(json.dumps(described(Path(sys.argv[1]))))
    except UnusableModel as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
