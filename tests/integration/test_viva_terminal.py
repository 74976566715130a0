"""`viva status`, `viva tail` and whole interviews by `viva interview`, against a real Viva."""

import json
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from uuid import uuid4

import pytest

from bench.chaos.words import ANSWERS
from deploy.supervisor.settings import REPOSITORY
from tests.integration.supervised import Supervised
from tests.integration.terminal import PATIENCE_SECONDS, run, terminal
from tests.resumes.samples import english_free_form, korean_free_form

PASSWORD = "correct horse battery"
STAGES = 15
RESUMES = {"en": english_free_form, "ko": korean_free_form}
POSITIONS = {"en": "backend engineer", "ko": "백엔드 개발자"}


class Person:
    """Somebody with a résumé and no account yet."""

    def __init__(self, viva: Supervised, language: str, directory: Path) -> None:
        """Saves the résumé as a file."""
        self.name = f"t{uuid4().hex[:9]}"
        self.language = language
        self.resume = directory / "resume.pdf"
        self.resume.write_bytes(RESUMES[language]())
        self.variables = {"VIVA_PASSWORD": PASSWORD, "VIVA_SERVER": viva.url, "VIVA_USER": self.name}

    @property
    def interview(self) -> tuple[str | Path, ...]:
        """The command that begins an interview and goes on with it."""
        account = ("--sign-up", "--email", f"{self.name}@example.com", "--name", "Mina Kim")
        return ("interview", self.resume, "--position", POSITIONS[self.language], "--language", self.language, *account)

    def answers(self, count: int) -> str:
        """So many answers of two lines each, as they are typed."""
        wordings = ANSWERS[self.language]
        return "".join(f"{wordings[i % len(wordings)]} ({i})\n{wordings[(i + 1) % len(wordings)]}\n\n" for i in range(count))


@pytest.fixture
def person(viva: Supervised, tmp_path: Path) -> Callable[[str], Person]:
    """`person("ko")`."""
    return lambda language: Person(viva, language, tmp_path)


def interview_id_in(output: str) -> str:
    """As it was told at the beginning."""
    line = next(line for line in output.splitlines() if line.startswith(("Interview ", "면접 ")))
    return line.split()[1]


def status_when_ready(viva: Supervised, *options: str) -> CompletedProcess[str]:
    """`viva status` as soon as it ends well: on a machine that is busy a process that was ready may be slow to say so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (done := run("status", "--data-dir", viva.data_dir, *options)).returncode:
        assert time.monotonic() < deadline, done.stdout + done.stderr
    return done


# ---- status ----


def test_status_names_every_process_and_ends_well(viva: Supervised) -> None:
    done = status_when_ready(viva)
    assert done.stderr == ""
    assert all(f"\n{name} " in f"\n{done.stdout}" for name in viva.roster)
    assert viva.url in done.stdout


def test_status_as_json_has_what_a_program_needs(viva: Supervised) -> None:
    document = json.loads(status_when_ready(viva, "--json").stdout)
    assert document["ready"] is True
    by_name = {process["name"]: process for process in document["processes"]}
    assert {name: (entry["pid"], entry["port"]) for name, entry in viva.roster.items()} == {
        name: (process["pid"], process["port"]) for name, process in by_name.items()
    }
    assert all(process["memory"] > 2**20 and process["uptime"] > 0 for process in by_name.values())


def test_status_does_not_take_the_supervisors_word_for_a_process_that_hangs(supervise: Callable[..., Supervised]) -> None:
    viva = supervise(only="postgres,envoy")
    viva.start()
    postgres = next(process for process in viva.descendants() if process.pid == viva.roster["postgres"]["pid"])
    postgres.send_signal(signal.SIGSTOP)
    try:
        done = run("status", "--data-dir", viva.data_dir)
    finally:
        postgres.send_signal(signal.SIGCONT)
    assert done.returncode == 1
    assert "unready" in done.stdout
    assert done.stderr.startswith("viva: not ready: postgres (") and done.stderr.count("\n") == 1


def test_status_of_nothing_is_one_line(tmp_path: Path) -> None:
    done = run("status", "--data-dir", tmp_path)
    assert done.returncode == 1
    assert done.stderr == f"viva: Viva does not run on {tmp_path}; `viva up` starts it\n"


def test_a_supervisor_that_was_killed_is_not_taken_for_a_running_one(supervise: Callable[..., Supervised]) -> None:
    viva = supervise(only="postgres")
    viva.start()
    viva.stop(signal.SIGKILL)
    assert (viva.data_dir / "run" / "processes.json").exists()
    assert "does not run" in run("status", "--data-dir", viva.data_dir).stderr


# ---- interview ----


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_whole_interview_from_signing_up_to_the_report(person: Callable[[str], Person], language: str) -> None:
    who = person(language)
    done = run(*who.interview, typed=who.answers(STAGES), more=who.variables | {"LANG": f"{language}.UTF-8"})
    assert (done.returncode, done.stderr) == (0, "")
    said = {
        "en": ("The résumé was read.", "Question 15 · final statement · the last one", "══ Report", "Overall:"),
        "ko": ("이력서를 다 읽었습니다.", "질문 15 · 마지막 말 · 마지막", "══ 보고서", "종합:"),
    }
    assert [words for words in said[language] if words not in done.stdout] == []
    # A score stands with the words it rests on, which are the candidate's own.
    quoted = [line.strip(" “”") for line in done.stdout.splitlines() if line.startswith("      “")]
    typed = " ".join(who.answers(STAGES).split())
    assert quoted
    assert [words for words in quoted if words not in typed] == []


def test_what_was_typed_before_leaving_is_there_when_the_same_command_goes_on(person: Callable[[str], Person]) -> None:
    """F32: a reload lost the interview, or made a second one."""
    who = person("en")
    first = run(*who.interview, typed=who.answers(1) + "half of a thought\n", more=who.variables)
    assert first.returncode == 0
    assert first.stdout.rstrip().endswith("the same command goes on with it.")
    second = run(*who.interview, typed=":quit\n", more=who.variables)
    assert f"Going on with interview {interview_id_in(first.stdout)}" in second.stdout
    assert second.stdout.index("Question 2 ·") < second.stdout.index("You said before:\nhalf of a thought\n")


def test_an_edge_that_dies_while_somebody_types_costs_neither_words_nor_place(viva: Supervised, person: Callable[[str], Person]) -> None:
    """F23: text was lost when the connection dropped."""
    who = person("en")
    with terminal(*who.interview, more=who.variables) as shown:
        shown.wait_for("Question 1 ·")
        shown.answer("what was said before the edge died")
        viva.kill("envoy")
        shown.answer("what was said after it")
        shown.answer("")
        shown.wait_for("Question 2 ·")
        shown.answer(":end")
        shown.answer(":end")
        assert shown.wait() == 0
    status_when_ready(viva)
    events = _events(who, interview_id_in(shown.shown))
    lines = [event["line_added"]["line"]["text"] for event in events if "line_added" in event]
    assert lines == ["what was said before the edge died", "what was said after it"]


def test_every_command_does_what_it_says_in_a_korean_terminal(person: Callable[[str], Person]) -> None:
    who = person("ko")
    with terminal(*who.interview, more=who.variables | {"LANG": "ko_KR.UTF-8"}) as shown:
        shown.wait_for("질문 1 · 자기소개 · 14개 남음")
        shown.answer("")
        shown.wait_for("아직 답변이 없습니다.")
        shown.answer(":repeat")
        shown.wait_for("(다시)")
        shown.answer(":pause")
        shown.wait_for("멈추었습니다.")
        shown.type("멈춘 동안에 한 말")
        shown.wait_for("면접이 멈추어 있습니다.")
        shown.type(":resume")
        shown.wait_for("시간이 다시 흐릅니다.")
        shown.answer(":skip")
        shown.wait_for("질문 2 ·")
        shown.answer(":nonsense")
        shown.wait_for(":nonsense 명령은 없습니다.")
        shown.answer("::쌍점으로 시작하는 답변입니다.")
        shown.answer("")
        shown.wait_for("질문 3 ·")
        shown.answer(":end")
        shown.wait_for("한 번 더")
        shown.answer(":end")
        shown.wait_for("══ 보고서")
        assert shown.wait() == 0
    events = _events(who, interview_id_in(shown.shown))
    kinds = [event["answer_accepted"]["answer_kind"] for event in events if "answer_accepted" in event]
    assert kinds == ["ANSWER_KIND_SKIPPED", "ANSWER_KIND_ANSWER"]
    assert [event["line_added"]["line"]["text"] for event in events if "line_added" in event] == [":쌍점으로 시작하는 답변입니다."]


def test_ctrl_c_is_quiet_and_the_interview_stays(person: Callable[[str], Person]) -> None:
    who = person("en")
    with terminal(*who.interview, more=who.variables) as shown:
        shown.wait_for("›")
        shown.press(b"\x03")
        assert shown.wait() == 130
        assert "Traceback" not in shown.shown
    assert "Going on with interview" in run(*who.interview, typed=":quit\n", more=who.variables).stdout


def test_nothing_that_is_printed_names_this_machine(viva: Supervised, person: Callable[[str], Person]) -> None:
    """F53: host names and paths of one machine stood in messages."""
    who = person("en")
    done = run(*who.interview, typed=who.answers(2) + ":end\n:end\n", more=who.variables)
    printed = done.stdout + run("tail", interview_id_in(done.stdout), more=who.variables).stdout
    assert "══ Report" in printed
    # A host may be called what an answer says, too; a path may not.
    assert str(REPOSITORY) not in printed and str(viva.data_dir) not in printed
    assert f"@{socket.gethostname()}" not in printed


# ---- what goes wrong ----


def test_a_wrong_password_is_one_line(person: Callable[[str], Person]) -> None:
    who = person("en")
    done = run("interview", "--position", "cook", more=who.variables)
    assert done.returncode == 1
    assert "CREDENTIALS_WRONG" in done.stderr
    assert done.stderr.startswith("viva: ") and done.stderr.count("\n") == 1


def test_a_resume_that_is_none_is_one_line_that_says_what_to_do(person: Callable[[str], Person]) -> None:
    who = person("en")
    who.resume.write_bytes(b"%PDF-1.7\nnot really")
    done = run(*who.interview, more=who.variables)
    assert done.returncode == 1
    assert "The résumé could not be read: the file is damaged; save it anew" in done.stderr
    assert done.stderr.count("\n") == 1


def test_another_persons_interview_is_not_there(person: Callable[[str], Person]) -> None:
    """F6: anybody's interview could be read by its id."""
    mine, theirs = person("en"), person("en")
    interview_id = interview_id_in(run(*theirs.interview, typed=":quit\n", more=theirs.variables).stdout)
    run(*mine.interview, typed=":quit\n", more=mine.variables)
    done = run("tail", interview_id, more=mine.variables)
    assert (done.returncode, done.stdout) == (1, "")
    assert "INTERVIEW_UNKNOWN" in done.stderr


# ---- tail ----


def test_tail_prints_every_event_once_and_goes_on_after_a_sequence(person: Callable[[str], Person]) -> None:
    who = person("en")
    typed = who.answers(3) + ":end\n:end\n"
    interview_id = interview_id_in(run(*who.interview, typed=typed, more=who.variables).stdout)
    events = _events(who, interview_id)
    sequences = [event["sequence"] for event in events]
    assert sequences == sorted(set(sequences))
    assert sequences[0] == 1
    assert "report_ready" in events[-1]
    middle = sequences[len(sequences) // 2]
    assert _events(who, interview_id, "--after", str(middle)) == [event for event in events if event["sequence"] > middle]


def test_tail_follows_an_interview_that_goes_on(person: Callable[[str], Person]) -> None:
    who = person("en")
    interview_id = interview_id_in(run(*who.interview, typed=":quit\n", more=who.variables).stdout)
    with terminal("tail", interview_id, more=who.variables) as followed:
        followed.wait_for("question_presented")
        run(*who.interview, typed="words that somebody else types\n:quit\n", more=who.variables)
        followed.wait_for("line_added")
        followed.wait_for("words that somebody else types")
        followed.process.send_signal(signal.SIGINT)
        assert followed.wait() == 130
    assert "Traceback" not in followed.shown


def _events(who: Person, interview_id: str, *options: str) -> list[dict[str, Any]]:
    """What `viva tail --json` prints of an interview that is over."""
    done = run("tail", interview_id, "--json", *options, more=who.variables)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
