"""Could somebody guess a secret that Viva was given?"""

import re
import string
from collections.abc import Iterator

from deploy.command.doctor.finding import Finding, ok, problem, warning
from deploy.command.doctor.machine import Machine, Secret

REPLACE = "replace it with what `openssl rand -base64 24` prints"
SHORTEST = 16
FEWEST_DIFFERENT = 8
HUNG_ON = string.digits + string.punctuation
PUT_FOR_LETTERS = str.maketrans("013@$5", "oieass")
# What shipped configurations and tutorials put there, lower case and without digits and punctuation.
KNOWN = re.compile(
    r"(my|your|super)?(pass(word|phrase|wd)?|pw|pwd|secret|secretkey|jwtsecret|key|token)"
    r"|admin|administrator|change(it|me)|default|dev|development|example|guest|insecure|letmein|placeholder|postgres|postgresql"
    r"|qwerty|replaceme|root|sa|test|todo|user|viva"
)


def secrets(machine: Machine) -> Iterator[Finding]:
    """Each by where it was found; what it is goes nowhere."""
    found = [finding for secret in machine.secrets if (finding := _judge(secret))]
    yield from found
    if not found:
        yield ok("secrets", f"None of {len(machine.secrets)} secrets that were looked at is a default or easily guessed.")


def _judge(secret: Secret) -> Finding | None:
    if not secret.value:
        return problem("secrets", f"The secret in {secret.where} is empty.", REPLACE)
    if is_known(secret.value) or secret.value == secret.user:
        return problem("secrets", f"The secret in {secret.where} is a default that everybody tries first.", REPLACE)
    if len(secret.value) < SHORTEST or len(set(secret.value)) < FEWEST_DIFFERENT:
        return warning("secrets", f"The secret in {secret.where} is short or repetitive enough to be guessed.", REPLACE)
    return None


def is_known(value: str) -> bool:
    """Whether it is one of those that everybody tries first, whatever digits and punctuation were hung on or put for letters."""
    bare = value.lower().rstrip(HUNG_ON)
    if not bare and len(value) < SHORTEST:
        return True
    return any(KNOWN.fullmatch(_letters(word)) for word in (bare, bare.translate(PUT_FOR_LETTERS)))


def _letters(word: str) -> str:
    return "".join(letter for letter in word if letter.isalpha())
