"""Drift is impossible to miss: every way to bend the contract in a copy of proto/ is caught by what `make check` runs."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools import buf, contract_lines, edge_routes
from tools.generate import differing, generate
from tools.methods import read_methods

ROOT = Path(__file__).resolve().parents[2]
INTERVIEWS = Path("proto/viva/session/v1/interview_service.proto")
VISION = Path("proto/viva/vision/v1alpha1/vision_service.proto")
LLM = Path("proto/viva/llm/v1/llm_service.proto")

Bend = Callable[[Path, str, str], None]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the contract and of buf's rules."""
    shutil.copytree(ROOT / "proto", tmp_path / "proto")
    shutil.copy(ROOT / "buf.yaml", tmp_path)
    return tmp_path


@pytest.fixture
def bend(tree: Path) -> Bend:
    """Replaces the first occurrence of a text in one file of the copy."""

    def replace_once(path: Path, old: str, new: str) -> None:
        text = (tree / path).read_text("utf-8")
        assert old in text, f"{path} has no {old!r} to bend"
        (tree / path).write_text(text.replace(old, new, 1), "utf-8")

    return replace_once


def test_the_contract_as_it_stands_breaks_nothing(tree: Path) -> None:
    assert breaking(tree) == ""


def test_renaming_an_rpc_is_a_breaking_change(tree: Path, bend: Bend) -> None:
    bend(INTERVIEWS, "rpc SubmitAnswer(", "rpc SendAnswer(")
    assert "SubmitAnswer" in breaking(tree)


def test_turning_an_rpc_into_a_stream_is_a_breaking_change(tree: Path, bend: Bend) -> None:
    bend(LLM, "rpc Evaluate(EvaluateRequest) returns (EvaluateResponse)", "rpc Evaluate(EvaluateRequest) returns (stream EvaluateResponse)")
    assert "Evaluate" in breaking(tree)


def test_giving_an_rpc_another_request_is_a_breaking_change(tree: Path, bend: Bend) -> None:
    bend(LLM, "rpc Evaluate(EvaluateRequest)", "rpc Evaluate(ScoreAnswerRequest)")
    assert "EvaluateRequest" in breaking(tree)


def test_renaming_a_field_is_a_breaking_change(tree: Path, bend: Bend) -> None:
    bend(INTERVIEWS, "string question_id = 2", "string topic_id = 2")
    assert "question_id" in breaking(tree)


def test_retyping_a_field_is_a_breaking_change(tree: Path, bend: Bend) -> None:
    bend(INTERVIEWS, "string question_id = 2", "bytes question_id = 2")
    assert 'from "string" to "bytes"' in breaking(tree)


def test_a_new_rpc_is_no_breaking_change(tree: Path, bend: Bend) -> None:
    sing = "message SingRequest {}\nmessage SingResponse {}\nservice InterviewService {\n  rpc Sing(SingRequest) returns (SingResponse);"
    bend(INTERVIEWS, "service InterviewService {", sing)
    assert breaking(tree) == ""


def test_a_draft_may_still_change(tree: Path, bend: Bend) -> None:
    bend(VISION, "rpc Analyze(", "rpc Look(")
    assert breaking(tree) == ""


def test_a_renamed_rpc_differs_from_what_is_committed_in_both_languages(
    tree: Path, bend: Bend, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bend(LLM, "rpc Evaluate(", "rpc Judge(")
    fresh = tmp_path_factory.mktemp("fresh")
    generate(tree, fresh)
    assert {
        Path("docs/contract.txt"),
        Path("gen/python/viva/llm/v1/llm_service_pb2.py"),
        Path("gen/python/viva/llm/v1/llm_service_pb2_grpc.py"),
        Path("gen/python/viva/llm/v1/llm_service_pb2_grpc.pyi"),
        Path("web/src/gen/viva/llm/v1/llm_service_pb.ts"),
    } <= set(differing(fresh, ROOT))


@pytest.mark.parametrize(
    ("old", "new", "shows"),
    [
        ("roles: [ROLE_CANDIDATE]", "roles: [ROLE_CANDIDATE, ROLE_RECRUITER]", "roles=[candidate, recruiter]"),
        ("scopes: [SCOPE_INTERVIEWS]", "scopes: [SCOPE_INTERVIEWS, SCOPE_CATALOG_READ]", "scopes=[interviews, catalog_read]"),
        ("relation: RELATION_OWNER", "relation: RELATION_OPEN", "relation=open"),
        ("attempts: 3", "attempts: 9", "attempts=9"),
        ("attempt_deadline: {seconds: 30}", "attempt_deadline: {seconds: 300}", "attempt_deadline=300s"),
        ("lane: LANE_INTERACTIVE", "lane: LANE_BATCH", "lane=batch"),
        ("fallback: FALLBACK_BANK_QUESTION", "fallback: FALLBACK_UNDELIVERED", "fallback=undelivered"),
    ],
)
def test_changing_an_option_shows_in_its_contract_line(tree: Path, bend: Bend, old: str, new: str, shows: str) -> None:
    """buf alone would let every one of these pass."""
    before = set(contract_text(tree).splitlines())
    bend(LLM, old, new)
    (line,) = set(contract_text(tree).splitlines()) - before
    assert line.startswith("viva.llm.v1.LlmService.Ask |")
    assert shows in line
    assert breaking(tree) == ""


def test_dropping_the_demand_for_a_token_shows_in_line_and_routes(tree: Path, bend: Bend) -> None:
    bend(LLM, "roles: [ROLE_CANDIDATE]", "is_public: true")
    assert "is_public=true" in next(line for line in contract_text(tree).splitlines() if line.startswith("viva.llm.v1.LlmService.Ask |"))
    assert '"/viva.llm.v1.LlmService/Ask"\n  ]' in routes_text(tree) or '"/viva.llm.v1.LlmService/Ask",' in routes_text(tree)


def test_work_that_nobody_may_call_is_not_routed(tree: Path) -> None:
    text = routes_text(tree)
    assert "/viva.llm.v1.LlmService/Ask" in text
    assert "/viva.llm.v1.LlmService/Evaluate" not in text
    assert "/viva.session.v1.TaskService/" not in text
    assert "/viva.contract.v1.ContractService/" not in text


def test_a_broken_contract_is_refused_before_anything_is_written(tree: Path, bend: Bend, tmp_path_factory: pytest.TempPathFactory) -> None:
    bend(LLM, "rpc Evaluate(EvaluateRequest)", "rpc Evaluate(NoSuchRequest)")
    fresh = tmp_path_factory.mktemp("fresh")
    with pytest.raises(subprocess.CalledProcessError):
        generate(tree, fresh)
    assert list(fresh.iterdir()) == []


@pytest.mark.parametrize("removed", ["  // Scores one answer against its rubric", "// The interviewer's mind"])
def test_an_uncommented_promise_fails_lint(tree: Path, removed: str) -> None:
    text = (tree / LLM).read_text("utf-8")
    assert removed in text
    (tree / LLM).write_text("\n".join(without_comment_block(text.splitlines(), removed)), "utf-8")
    assert "should have a non-empty comment" in run_buf("lint", str(tree))


def without_comment_block(lines: list[str], first: str) -> Iterator[str]:
    """Yields the lines without the comment that begins with `first`."""
    dropping = False
    for line in lines:
        dropping = line.lstrip().startswith("//") if dropping else line.startswith(first)
        if not dropping:
            yield line


def breaking(tree: Path) -> str:
    """What `buf breaking` says against the release before."""
    return run_buf("breaking", str(tree), "--against", str(ROOT / "proto/baseline.binpb"))


def run_buf(*arguments: str) -> str:
    """Runs buf and returns its complaints; none means that it was content."""
    finished = subprocess.run([buf.BUF, *arguments], capture_output=True, text=True, check=False)
    complaints = finished.stdout + finished.stderr
    assert bool(finished.returncode) == bool(complaints), complaints
    return complaints


def contract_text(tree: Path) -> str:
    return contract_lines.render(read_methods(buf.build(tree)))


def routes_text(tree: Path) -> str:
    return edge_routes.render(read_methods(buf.build(tree)))
