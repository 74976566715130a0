"""A whole Viva with one setting more: a model behind a server interviews and reports, and a model that is missing harms nobody else."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from bench.chaos.words import ANSWERS
from bench.llm.interviews import STAGES, held
from tests.integration.supervised import Supervised
from tests.integration.terminal import run
from tests.llm.chat_server import Interviewer, standing_server
from tests.llm.phrases import ENGLISH, KOREAN
from tests.llm.tiny_model import write_tiny_model
from tests.resumes.samples import english_free_form, korean_free_form

RESUMES = {"en": english_free_form, "ko": korean_free_form}
POSITIONS = {"en": "backend engineer", "ko": "백엔드 개발자"}
REPORTS = {"en": "Written by the engine openai stand-in/7b", "ko": "작성: openai stand-in/7b"}


def interview(viva: Supervised, language: str, directory: Path) -> str:
    """What a terminal shows of a whole interview."""
    name = f"t{uuid4().hex[:9]}"
    resume = directory / f"{name}.pdf"
    resume.write_bytes(RESUMES[language]())
    wordings = ANSWERS[language]
    typed = "".join(f"{wordings[i % len(wordings)]} ({i})\n{wordings[(i + 1) % len(wordings)]}\n\n" for i in range(STAGES))
    account = ("--sign-up", "--email", f"{name}@example.com", "--name", "Mina Kim")
    variables = {"VIVA_PASSWORD": "correct horse battery", "VIVA_SERVER": viva.url, "VIVA_USER": name, "LANG": f"{language}.UTF-8"}
    done = run("interview", resume, "--position", POSITIONS[language], "--language", language, *account, typed=typed, more=variables)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


async def test_g1_a_models_questions_are_asked_and_its_report_names_it(supervise: Callable[..., Supervised], tmp_path: Path) -> None:
    with standing_server(text=Interviewer(), models=["stand-in/7b"]) as server:
        viva = supervise(environment={"VIVA_LLM_SERVER": server.url})
        viva.start()
        for language in ("ko", "en"):
            shown = await asyncio.to_thread(interview, viva, language, tmp_path)
            assert REPORTS[language] in shown
            assert {"en": "which decision was your own?", "ko": "직접 결정하신 것은 무엇이었나요?"}[language] in shown
        asked = [body for body in server.asked if "response_format" not in body]
        assert len(asked) >= 2 * 7
        # What `make bench-interviews` does with a real server.
        assert (await held(viva, "openai", "stand-in/7b", "ko")).faults == []


async def test_g1_a_model_in_llms_own_process_interviews_and_reports_in_both_languages_and_outlives_a_kill(
    supervise: Callable[..., Supervised], open_directory: Path
) -> None:
    """What it writes means little; what is asked, scored and cited is held to the same rules as a large model's."""
    # A letter of Hangul is three of its tokens.
    model = write_tiny_model(open_directory / f"talking-{uuid4().hex}.gguf", name="Talking 1M", phrases=KOREAN + ENGLISH, context=65536)
    viva = supervise(environment={"VIVA_LLM_MODEL": str(model), "VIVA_LLM_CONTEXT": str(8 * 32768)})
    viva.start()
    kills = {"ko": lambda: viva.kill("llm-1"), "en": lambda: None}
    found = await asyncio.gather(*(held(viva, "llama_cpp", "Talking 1M", language, midway) for language, midway in kills.items()))
    assert [each.faults for each in found] == [[], []]


@pytest.mark.parametrize("content", [b"", b"not a model"])
def test_g2_a_model_that_cannot_be_used_leaves_llm_alone_not_ready_and_says_why(
    supervise: Callable[..., Supervised], tmp_path: Path, content: bytes
) -> None:
    model = tmp_path / "model.gguf"
    model.write_bytes(content)
    viva = supervise(only="postgres,session,llm-1,resume", environment={"VIVA_LLM_MODEL": str(model)})
    viva.launch()
    viva.wait_for("llm-1      not ready yet", 240)
    states = {name: process["state"] for name, process in viva.roster.items()}
    assert states.pop("llm-1") == "starting"
    assert set(states.values()) == {"ready"}
    assert viva.roster["llm-1"]["restarts"] == 0
    said = [json.loads(line)["message"] for line in (viva.data_dir / "log" / "llm-1.log").read_text("utf-8").splitlines()]
    assert any("is not a GGUF file" in message for message in said)
