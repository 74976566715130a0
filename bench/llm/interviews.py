"""`make bench-interviews`: holds whole interviews with a real model, in llm's own process and behind llama-server, in both languages.

All of Viva is started as `make run` starts it, with one setting more, which names the model. A candidate uploads a résumé, answers all
questions, and waits for the report. Then it is looked at: every question, evaluation and report that a model made names it, every citation
stands in the transcript to the letter, and what fell back says so. Ends with 1 where anything does not, or where the model made no report.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc.aio
from viva.llm.v1 import llm_service_pb2 as pb
from viva.llm.v1.llm_service_pb2_grpc import LlmServiceStub

from bench.harness.children import child, end_like_ctrl_c
from bench.llm import files
from bench.llm.contenders import free_port
from services.llm.engines.llama_cpp.model_file import ModelFile
from tests.integration.supervised import Supervised
from tests.integration.visitor import Visitor

LANGUAGES = ("ko", "en")
ENGINES = ("llama_cpp", "openai")
STAGES = 15


@dataclass
class Held:
    """One interview and what its report says."""

    engine: str
    model: str
    language: str
    seconds: float
    report: dict[str, Any]
    lines: dict[str, str]
    """What the candidate said, by line."""
    named: str
    """The model, as Info tells the pages."""
    faults: list[str] = field(default_factory=list)

    def look(self) -> None:
        """Notes all that must not be."""
        self._expect(len(self.report["questions"]) == len(self.lines) == STAGES, "not every stage was asked and answered")
        self._expect(self.named == self.model, f"the pages name {self.named!r}")
        stamp = self.report.get("stamp", {})
        self._expect((stamp.get("engine"), stamp.get("model")) == (self.engine, self.model), f"the report names {stamp}")
        for made in (*self.asked, *self.scored):
            self._expect(made["stamp"].get("model") == self.model, f"something was made by {made['stamp']}")
            self._expect(made["stamp"]["effort"].get("written_tokens", 0) > 0, "a text of the model took no token")
        told = sum(origin.get("is_fallback", False) for origin in self.report["questions"])
        self._expect(told == self.report.get("fallback_questions", 0), "the report does not say which questions fell back")
        self._expect(bool(self.asked), "the model asked nothing")
        self._expect(bool(self.scored), "the model scored nothing")
        for each in citations_in(self.report):
            said = self.lines.get(each["line_id"], "")
            self._expect(said[each["start"] : each["end"]] == each["text"], "a citation was never said")

    @property
    def asked(self) -> list[dict[str, Any]]:
        """Questions that the model made."""
        return [origin for origin in self.report["questions"] if origin.get("stamp") and not origin.get("is_fallback")]

    @property
    def scored(self) -> list[dict[str, Any]]:
        """Answers that the model scored."""
        return [each for each in self.report["evaluations"] if each.get("points") is not None]

    def line(self) -> str:
        """One line of the table."""
        why = Counter(each["unavailable"] for each in self.report["evaluations"] if each.get("points") is None)
        unscored = ", ".join(f"{number} {reason.removeprefix('UNAVAILABLE_')}" for reason, number in why.items()) or "none"
        made, fallen = len(self.asked), self.report.get("fallback_questions", 0)
        cited = sum(1 for _ in citations_in(self.report))
        figures = (
            f"{self.seconds:>6.0f} s  {made:>2} asked, {fallen} from the bank  {len(self.scored):>2} scored, without score: {unscored}"
        )
        by = self.report.get("stamp", {}).get("model") or "nobody"
        return f"{self.engine:<10} {self.language}  {figures}  {cited} citations  report by {by}"

    def _expect(self, holds: bool, fault: str) -> None:
        if not holds and fault not in self.faults:
            self.faults.append(fault)


def citations_in(part: Any) -> Iterator[dict[str, Any]]:
    """Every citation at any depth."""
    if isinstance(part, list):
        for each in part:
            yield from citations_in(each)
    elif isinstance(part, dict):
        if "line_id" in part and "end" in part:
            yield {"start": 0} | part
        for each in part.values():
            yield from citations_in(each)


async def held(viva: Supervised, engine: str, model: str, language: str, midway: Callable[[], object] = lambda: None) -> Held:
    """Holds one interview to its report, and looks at that. `midway` is done after five answers."""
    visitor = await Visitor.arrives(viva, language)
    began = time.monotonic()
    interview_id = await visitor.new_interview()
    await visitor.start(interview_id)
    named = await _named(viva, visitor)
    await visitor.answer_until(interview_id, STAGES // 3)
    midway()
    await visitor.hold(interview_id)
    report = (await visitor.rest.ask("GET", f"/interviews/{interview_id}/report"))["report"]
    lines = {line["line_id"]: line["text"] for line in await visitor.rest.lines_of(interview_id) if line["speaker"] == "SPEAKER_CANDIDATE"}
    await visitor.leave()
    found = Held(engine, model, language, time.monotonic() - began, report, lines, named)
    found.look()
    return found


async def _named(viva: Supervised, visitor: Visitor) -> str:
    async with grpc.aio.insecure_channel(viva.url.removeprefix("http://")) as channel:
        metadata = tuple(visitor.headers.items())
        info = await LlmServiceStub(channel).Info(pb.InfoRequest(), metadata=metadata)
    return str(info.stamp.model)


@contextmanager
def llama_server(program: Path, model: Path, log: Path) -> Iterator[str]:
    """llama.cpp's server with this model; gives its URL."""
    port = free_port()
    threads = str(max(1, (os.cpu_count() or 2) - 1))
    options = ["--host", "127.0.0.1", "--port", str(port), "--ctx-size", "65536", "--parallel", "8", "--threads", threads]
    with child([str(program), "--model", str(model), "--alias", model.stem, *options], log, port=port):
        yield f"http://127.0.0.1:{port}/v1"


@contextmanager
def viva_with(setting: dict[str, str], directory: Path) -> Iterator[Supervised]:
    """All of Viva, with one setting more."""
    viva = Supervised(directory / "viva", environment=setting)
    try:
        viva.start()
        yield viva
    finally:
        if viva.started:
            viva.stop()


def hold(engine: str, model: Path, languages: Sequence[str], directory: Path) -> list[Held]:
    """Holds an interview in each language with one engine."""
    with ExitStack() as stack:
        setting, name = {"VIVA_LLM_MODEL": str(model)}, ModelFile.read(model).facts().name
        if engine == "openai":
            program = files.server()
            if program is None:
                raise files.CannotPrepare("there is no C++ compiler to build llama-server with; VIVA_BENCH_LLAMA_SERVER names one")
            setting, name = {"VIVA_LLM_SERVER": stack.enter_context(llama_server(program, model, directory / "server.log"))}, model.stem
        viva = stack.enter_context(viva_with(setting, directory))
        found = []
        for language in languages:
            found.append(asyncio.run(held(viva, engine, name, language)))
            print(found[-1].line(), flush=True)
            for fault in found[-1].faults:
                print(f"           fault: {fault}", flush=True)
        print(f"{'':<10} refused and tried again: {', '.join(refused(viva)) or 'nothing'}", flush=True)
        return found


def refused(viva: Supervised) -> Iterator[str]:
    """What of the model's texts did not pass, as llm logged it."""
    logs = sorted((viva.data_dir / "log").glob("llm-*.log"))
    entries = [json.loads(line) for path in logs for line in path.read_text("utf-8").splitlines()]
    found = Counter((entry["job"], entry["fault"]) for entry in entries if "fault" in entry)
    return (f"{number} {job} {fault}" for (job, fault), number in sorted(found.items()))


def main() -> int:
    """Holds them and returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.llm.interviews", description=__doc__)
    parser.add_argument("--model", type=Path, help="a GGUF file; SmolLM2 135M where none is named")
    parser.add_argument("--engines", nargs="+", default=ENGINES, choices=ENGINES)
    parser.add_argument("--languages", nargs="+", default=LANGUAGES, choices=LANGUAGES)
    options = parser.parse_args()
    end_like_ctrl_c()
    model, found = (options.model or files.model()).resolve(), []
    for engine in options.engines:
        with tempfile.TemporaryDirectory(prefix="viva-interviews-") as name:
            directory = Path(name)
            directory.chmod(0o711)  # the account that its processes drop to has to pass
            found += hold(engine, model, options.languages, directory)
    return int(any(each.faults for each in found))


if __name__ == "__main__":
    sys.exit(main())
