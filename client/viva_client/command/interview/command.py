"""`viva interview`: signs a person in, holds the interview, and prints its report."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

import click
from viva.interview.v1.language_pb2 import LANGUAGE_ENGLISH, LANGUAGE_KOREAN, LANGUAGE_UNSPECIFIED, Language
from viva.interview.v1.stage_pb2 import SCENARIO_VARIANT_CAREER_CHANGER, SCENARIO_VARIANT_STANDARD, SCENARIO_VARIANT_UNSPECIFIED
from viva.session.v1.interview_pb2 import NEXT_ACTION_SHOW_REPORT

from viva_client import LogIn
from viva_client.command.connecting import PATIENCE_SECONDS, Server, asked, in_plain_words, log_in, server_options, user_option
from viva_client.command.interview.beginning import Wish, begin, sign_up
from viva_client.command.interview.keyboard import keyboard
from viva_client.command.interview.room import Room
from viva_client.command.interview.screen import Screen
from viva_client.command.interview.telling import lines_of
from viva_client.command.interview.wording import is_korean, wording_for

LANGUAGES = {"ko": LANGUAGE_KOREAN, "en": LANGUAGE_ENGLISH}
WAYS = {"standard": SCENARIO_VARIANT_STANDARD, "career-changer": SCENARIO_VARIANT_CAREER_CHANGER}


@dataclass(frozen=True)
class Newcomer:
    """What an account is made of beside name and password."""

    email: str
    full_name: str


@click.command(short_help="Take a whole interview in this terminal.")
@click.argument("resume", required=False, type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--position", default="", help="The job to talk about; taken from the résumé when missing.")
@click.option("--language", type=click.Choice(sorted(LANGUAGES)), help="What to speak; the résumé's, or this terminal's, when missing.")
@click.option("--way", type=click.Choice(sorted(WAYS)), help="Which way through the stages; by the résumé and the job when missing.")
@click.option("--new", "anew", is_flag=True, help="Begin another interview, even if one is unfinished.")
@click.option("--sign-up", "signs_up", is_flag=True, help="Make an account first, unless there is one of that name.")
@click.option("--email", default="", help="For --sign-up: where mail goes; asked for when missing.")
@click.option("--name", "full_name", default="", help="For --sign-up: your full name; asked for when missing.")
@user_option
@server_options
def interview(
    server: Server,
    resume: Path | None,
    position: str,
    language: str | None,
    way: str | None,
    anew: bool,
    signs_up: bool,
    email: str,
    full_name: str,
    user: str,
) -> None:
    """Holds an interview about RESUME, or about none, and prints its report.

    Write as many lines as you like; an empty line hands the answer in. Every line is kept as soon as it is typed: :quit, or a
    lost connection, loses nothing, and the same command goes on where you were. The password is asked for, or VIVA_PASSWORD.
    """
    person = log_in(user)
    newcomer = None
    if signs_up:
        newcomer = Newcomer(email or asked("E-mail address", option="--email"), full_name or asked("Full name", option="--name"))
    wish = Wish(
        resume,
        position,
        LANGUAGES[language] if language else LANGUAGE_UNSPECIFIED,
        anew,
        WAYS[way] if way else SCENARIO_VARIANT_UNSPECIFIED,
    )
    with in_plain_words(server):
        asyncio.run(_hold(server, person, newcomer, wish))


async def _hold(server: Server, person: LogIn, newcomer: Newcomer | None, wish: Wish) -> None:
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    spoken: Language.ValueType = LANGUAGE_KOREAN if is_korean(locale) else LANGUAGE_ENGLISH
    screen, wording = Screen(), wording_for(locale)
    if newcomer and await sign_up(server, person, email=newcomer.email, full_name=newcomer.full_name, language=wish.language or spoken):
        screen.say(wording.signed_up.format(user=person.username), style="faint")
    async with server.connect(person) as viva:
        held = await begin(viva, wish, spoken, screen, wording)
        if not await Room(viva, await keyboard(), screen, wording, PATIENCE_SECONDS).hold(held):
            return
        state = (await viva.interviews.get(held.interview_id)).state
        if state.next_action == NEXT_ACTION_SHOW_REPORT:
            for line in lines_of(await viva.reports.get(held.interview_id), wording):
                screen.say(line)
