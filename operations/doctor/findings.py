"""What the doctor finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is: ``WELL`` is told too, so that one sees what was looked at."""

    WELL = "well"
    ADVICE = "advice"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what it is, how it is, and what to do when it is not well."""

    about: str
    severity: Severity
    says: str
    remedy: str = ""


type Check = Callable[[datetime], Iterable[Finding]]


def well(about: str, says: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(about, Severity.WELL, says)


def advice(about: str, says: str, remedy: str) -> Finding:
    """Return what could be better, and loses nothing today."""
    return Finding(about, Severity.ADVICE, says, remedy)


def wrong(about: str, says: str, remedy: str) -> Finding:
    """Return what has to be mended."""
    return Finding(about, Severity.WRONG, says, remedy)
