"""A course comes in as a zip archive: looked at, kept for an hour, loaded in one transaction."""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.cache import cache
from django.db import transaction

from content.archives import unpack
from content.loader import PackError, load_packs, preview_packs, summary_lines
from content.pack import Pack, contents, read_packs

logger = logging.getLogger(__name__)
LIFE_SECONDS, MAX_TOKEN = 60 * 60, 40


class OutdatedPreviewError(Exception):
    """The courses have changed since the difference was shown. ``draft`` shows the one of now."""

    def __init__(self, draft: "Draft") -> None:
        super().__init__("the difference has changed")
        self.draft = draft


@dataclass(frozen=True)
class Draft:
    """An archive that was found right, and what it would change. It waits for an hour where all processes see it."""

    token: str
    file_name: str
    archive: bytes
    holds: str
    lines: tuple[str, ...]


def keep_draft(*, by: int, file_name: str, archive: bytes, now: datetime) -> Draft:
    """Return what loading ``archive`` would change, and keep it for ``by`` to confirm. No course is changed.

    Raises RefusedArchiveError, or PackError with every problem of its files.
    """
    packs = _read(archive)
    lines = _lines(packs, now)
    draft = Draft(secrets.token_urlsafe(16), file_name[:100], archive, contents(packs), lines)
    cache.set(_key(by, draft.token), draft, LIFE_SECONDS)
    return draft


def find_draft(by: int, token: str) -> Draft | None:
    """Return a draft of ``by`` that is still kept, or None."""
    return cache.get(_key(by, token)) if len(token) <= MAX_TOKEN else None


def forget_draft(*, by: int, draft: Draft) -> None:
    """Throw a draft away. Safe to repeat."""
    cache.delete(_key(by, draft.token))


def load_draft(*, by: int, draft: Draft, now: datetime) -> tuple[str, ...]:
    """Bring the courses to what a draft says, in one transaction, and return what that changed.

    Loading it again changes nothing. Raises OutdatedPreviewError when it would change something else than was shown.
    """
    packs = _read(draft.archive)
    with transaction.atomic():
        lines = tuple(line for each in load_packs(packs=packs, now=now) for line in summary_lines(each))
        if lines != draft.lines:
            transaction.set_rollback(True)
    if lines != draft.lines:
        newer = Draft(draft.token, draft.file_name, draft.archive, draft.holds, lines)
        cache.set(_key(by, draft.token), newer, LIFE_SECONDS)
        raise OutdatedPreviewError(newer)
    logger.info("courses loaded from an archive: by %s, %s", by, draft.holds)
    forget_draft(by=by, draft=draft)
    return lines


def _read(archive: bytes) -> list[Pack]:
    with TemporaryDirectory(prefix="fieldschool-") as folder:
        unpack(archive, Path(folder))
        return read_packs([Path(folder)])


def _lines(packs: Sequence[Pack], now: datetime) -> tuple[str, ...]:
    problems = [problem for pack in packs for problem in pack.problems]
    if problems:
        raise PackError(problems)
    return tuple(line for each in preview_packs(packs=packs, now=now) for line in summary_lines(each))


def _key(by: int, token: str) -> str:
    return f"content-draft:{by}:{token}"
