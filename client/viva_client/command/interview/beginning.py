"""Finds the interview that this person has not finished, or makes one: account, résumé, position."""

import asyncio
import hashlib
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from viva.interview.v1.language_pb2 import LANGUAGE_UNSPECIFIED, Language
from viva.interview.v1.stage_pb2 import SCENARIO_VARIANT_UNSPECIFIED, ScenarioVariant
from viva.resume.v1.resume_state_pb2 import RESUME_STATE_FAILED, RESUME_STATE_READY
from viva.session.v1.account_service_pb2 import RegisterRequest
from viva.session.v1.account_service_pb2_grpc import AccountServiceStub
from viva.session.v1.interview_pb2 import INTERVIEW_STATUS_LIVE, INTERVIEW_STATUS_SCHEDULED, MODE_TEXT, Interview
from viva.session.v1.resume_pb2 import Resume

from viva_client import AlreadyExists, LogIn, Viva
from viva_client.command.connecting import Server
from viva_client.command.failure import Failure
from viva_client.command.interview.screen import Screen
from viva_client.command.interview.wording import Wording

TAKEN = ("USERNAME_TAKEN", "EMAIL_TAKEN")


@dataclass(frozen=True)
class Wish:
    """What the person asked for: résumé, job, language and way through the stages; and whether to begin anew whatever is open."""

    resume: Path | None
    position: str
    language: Language.ValueType
    anew: bool = False
    variant: ScenarioVariant.ValueType = SCENARIO_VARIANT_UNSPECIFIED

    def fits(self, interview: Interview) -> bool:
        """Whether an interview is the one that the same wish made before."""
        same_position = not self.position or interview.position == self.position
        same_language = self.language in (LANGUAGE_UNSPECIFIED, interview.language)
        return interview.mode == MODE_TEXT and same_position and same_language


async def sign_up(server: Server, person: LogIn, *, email: str, full_name: str, language: Language.ValueType) -> bool:
    """Makes an account; False when there is one of that name or address, whose password then has to be right."""
    request = RegisterRequest(email=email, username=person.username, password=person.password, full_name=full_name, language=language)
    async with server.as_anybody() as viva:
        try:
            await viva.stub(AccountServiceStub).Register(request)
        except AlreadyExists as taken:
            if taken.reason not in TAKEN:
                raise
            return False
    return True


async def begin(viva: Viva, wish: Wish, default_language: Language.ValueType, screen: Screen, wording: Wording) -> Interview:
    """The interview to hold. It may have been started before or not."""
    if not wish.anew and (unfinished := await _unfinished(viva, wish)):
        screen.say(wording.continued.format(interview=unfinished.interview_id, position=unfinished.position))
        return unfinished
    resume = await _read_resume(viva, wish.resume, screen, wording) if wish.resume else None
    position = wish.position or (resume.target_role if resume else "")
    if not position:
        raise Failure("no position was given, and the résumé names none; say which job it is for with --position")
    made = await viva.interviews.create(
        position=position,
        language=wish.language or (resume.language if resume else LANGUAGE_UNSPECIFIED) or default_language,
        resume_id=resume.resume_id if resume else "",
        mode=MODE_TEXT,
        variant=wish.variant,
    )
    screen.say(wording.made.format(interview=made.interview_id, position=made.position))
    screen.say(wording.ways[made.state.variant], style="faint")
    for reason in made.career.reasons:
        said = {sentence.language: sentence.text for sentence in reason.sentences}
        screen.say(f"  {said.get(wording.language, '')}", style="faint")
    return made


async def _unfinished(viva: Viva, wish: Wish) -> Interview | None:
    async for interview in viva.interviews.list(statuses=[INTERVIEW_STATUS_LIVE, INTERVIEW_STATUS_SCHEDULED]):
        if wish.fits(interview):
            return interview
    return None


async def _read_resume(viva: Viva, path: Path, screen: Screen, wording: Wording) -> Resume:
    """The résumé as Viva has read it. Raises Failure when it cannot be read."""
    resume = await _known(viva, path)
    if resume is not None:
        screen.say(wording.known_resume.format(file=path.name), style="faint")
    else:
        screen.say(wording.upload.format(file=path.name), style="faint")
        resume = await _followed(viva, (await viva.resumes.upload(path)).resume_id, screen, wording)
    if resume.state == RESUME_STATE_FAILED:
        reason = wording.resume_failures.get(resume.failure, "")
        raise Failure(f"{wording.resume_states[RESUME_STATE_FAILED].rstrip('.')}: {reason}")
    return resume


async def _known(viva: Viva, path: Path) -> Resume | None:
    """The same file, uploaded and read before."""
    digest = hashlib.sha256(await asyncio.to_thread(path.read_bytes)).digest()
    async for resume in viva.resumes.list():
        if resume.sha256 == digest and resume.state == RESUME_STATE_READY:
            return resume
    return None


async def _followed(viva: Viva, resume_id: str, screen: Screen, wording: Wording) -> Resume:
    """Tells each change of state until there are no more."""
    told, resume = 0, await viva.resumes.get(resume_id)
    async with aclosing(viva.resumes.watch(resume_id)) as changes:
        async for change in changes:
            resume = change.resume
            if resume.state != told:
                screen.say(wording.resume_states.get(resume.state, ""), style="faint")
                told = resume.state
    return resume
