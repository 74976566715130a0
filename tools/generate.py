"""Writes everything that follows from the contract, or with `--check` says what in the tree no longer follows from it.

`python -m tools.generate` builds into a scratch directory and copies only the files that differ, so that running it
again changes nothing, and a broken .proto leaves the tree as it was.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CalledProcessError

from tools import buf, contract_lines, edge_routes
from tools.methods import Method, read_methods

ROOT = Path(__file__).resolve().parent.parent
# Directories that hold generated files and nothing else: what is not generated any more is removed from them.
GENERATED_DIRECTORIES = (Path("gen/python"), Path("web/src/gen"))
# Single files, each rendered from the list of methods.
RENDERERS: dict[Path, Callable[[list[Method]], str]] = {
    Path("docs/contract.txt"): contract_lines.render,
    Path("deploy/envoy/routes.json"): edge_routes.render,
}


def main() -> None:
    """Generates, then copies or compares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when the tree differs")
    arguments = parser.parse_args()
    try:
        sys.exit(bring_up_to_date(ROOT, check=arguments.check))
    except CalledProcessError as failure:  # buf has said what is wrong
        sys.exit(failure.returncode)


def bring_up_to_date(tree: Path, *, check: bool) -> int:
    """Replaces what differs, or only reports it; returns the exit status."""
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch)
        generate(tree, fresh)
        stale = sorted(differing(fresh, tree))
        if check:
            return report(stale)
        for path in stale:
            replace(fresh / path, tree / path)
            print(f"gen: {path}")
    return 0


def generate(source: Path, out: Path) -> None:
    """Writes to `out` all that the contract under `source`/proto leads to."""
    buf.generate(source, out)
    drop_lone_stubs(out)
    methods = read_methods(buf.build(source))
    for path, render in RENDERERS.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_text(render(methods), "utf-8")


def drop_lone_stubs(out: Path) -> None:
    """Removes the gRPC type stubs of files without a service, which describe modules that there are not."""
    for stub in out.rglob("*_pb2_grpc.pyi"):
        if not stub.with_suffix(".py").exists():
            stub.unlink()


def differing(fresh: Path, tree: Path) -> Iterator[Path]:
    """Yields every generated path whose content in `tree` is not that in `fresh`."""
    for path in generated_paths(fresh) | generated_paths(tree):
        if read(fresh / path) != read(tree / path):
            yield path


def generated_paths(root: Path) -> set[Path]:
    """Lists what is there now at the places that generation owns, relative to `root`."""
    inside = (path for directory in GENERATED_DIRECTORIES for path in (root / directory).rglob("*") if path.is_file())
    return {path.relative_to(root) for path in inside if "__pycache__" not in path.parts} | set(RENDERERS)


def read(path: Path) -> bytes | None:
    """Returns the file's content, or None where there is no file."""
    return path.read_bytes() if path.is_file() else None


def replace(fresh: Path, target: Path) -> None:
    """Makes `target` what `fresh` is, in one step; removes it when `fresh` is gone."""
    if not fresh.is_file():
        target.unlink()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    arriving = target.with_name(f".{target.name}.new")
    shutil.copyfile(fresh, arriving)
    arriving.replace(target)


def report(stale: list[Path]) -> int:
    """Prints what differs and returns the exit status."""
    for path in stale:
        print(f"{path} is not what the contract leads to: run `make gen` and commit the result", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    main()
