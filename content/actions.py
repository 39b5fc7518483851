"""Courses come in: from the files of the program at every start, from other folders, and as zip archives.

An archive is looked at, kept for an hour, and loaded in one transaction. What somebody brought in on purpose, a start
does not overwrite.
"""

import logging
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.cache import cache
from django.db import transaction

from accounts.models import User
from content.archives import unpack
from content.files import digest_of
from content.loader import Difference, load_packs, preview_packs, refuse_problems, summary_lines, table_lines
from content.pack import BUNDLED, Pack, contents, read_packs
from courses.audit import note_change
from courses.models import Course, Enrolment

logger = logging.getLogger(__name__)
LIFE_SECONDS, MAX_TOKEN = 60 * 60, 40


class OutdatedPreviewError(Exception):
    """The courses have changed since the difference was shown. ``draft`` shows the one of now."""

    def __init__(self, draft: "Draft") -> None:
        super().__init__("the difference has changed")
        self.draft = draft


class NotBundledError(Exception):
    """A start loads the courses of the program alone. ``folder`` is another one."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder


@dataclass(frozen=True)
class Loaded:
    """What loading changed, and the courses that it left alone: ``kept`` were replaced since, with their folders."""

    differences: Sequence[Difference]
    kept: Sequence[tuple[Course, Path]] = ()


@transaction.atomic
def load_folders(*, packs: Sequence[Pack], now: datetime) -> Loaded:
    """Bring the courses to what ``packs`` say, and remember whether these are the files of the program.

    Raises PackError when the packs have problems.
    """
    differences = load_packs(packs=packs, now=now)
    _note_loaded(differences, None, now)
    own = [pack for pack in packs if _is_bundled(pack)]
    _note_replaced([each for each in differences if each.owner.split("/")[0] not in map(_slug, own)], now)
    _note_files(own)
    return Loaded(differences)


@transaction.atomic
def load_at_start(*, packs: Sequence[Pack], now: datetime) -> Loaded:
    """Bring the courses to what ``packs``, the files of the program, say, as far as it is needed and wanted.

    Nothing is done about a course whose files are those that were loaded last, and none that was replaced since is
    touched. Raises NotBundledError when any of the packs is not of the program, PackError when any has problems.
    """
    for pack in packs:
        if not _is_bundled(pack):
            raise NotBundledError(pack.folder)
    refuse_problems(packs)
    rows = Course.objects.select_for_update(no_key=True).filter(slug__in=map(_slug, packs))
    known = {course.slug: course for course in rows}
    kept = [(known[_slug(pack)], pack.folder) for pack in packs if _is_replaced(known.get(_slug(pack)))]
    left = {course.slug for course, _folder in kept}
    changed = [
        pack
        for pack in packs
        if _slug(pack) not in left and (_slug(pack) not in known or known[_slug(pack)].files_digest != _digest(pack))
    ]
    differences = load_packs(packs=changed, now=now)
    _note_loaded(differences, None, now)
    _note_files(changed)
    return Loaded(differences, kept)


def undirected_courses() -> list[Course]:
    """Return the courses that nobody directs: no cohort can be made of them."""
    return list(Course.objects.exclude(enrolments__role=Enrolment.Role.DIRECTOR).order_by("slug"))


def _is_bundled(pack: Pack) -> bool:
    return pack.folder.resolve().is_relative_to(BUNDLED.resolve())


def _slug(pack: Pack) -> str:
    return pack.course.id if pack.course else ""


def _is_replaced(course: Course | None) -> bool:
    return course is not None and course.replaced_at is not None


def _digest(pack: Pack) -> str:
    """Return what stands for the files of ``pack``, and for the program that makes rows of them."""
    return sha256(f"{digest_of(pack.folder)} {digest_of(BUNDLED.parent, ending='.py')}".encode()).hexdigest()


def _note_files(packs: Iterable[Pack]) -> None:
    for pack in packs:
        Course.objects.filter(slug=_slug(pack)).update(files_digest=_digest(pack), replaced_at=None)


def _note_loaded(differences: Iterable[Difference], by: User | None, now: datetime) -> None:
    """Add a line to the trail of each course for what changed of it and of each of its lessons."""
    for each in differences:
        if each.changes:
            course = Course.objects.get(slug=each.owner.split("/")[0])
            note_change(by=by, verb="load", row=course, now=now, label=each.owner, files=table_lines(each))


def _note_replaced(differences: Iterable[Difference], now: datetime) -> None:
    slugs = {each.owner.split("/")[0] for each in differences if each.changes}
    Course.objects.filter(slug__in=slugs).update(replaced_at=now)


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


def load_draft(*, by: User, draft: Draft, now: datetime) -> tuple[str, ...]:
    """Bring the courses to what a draft says, in one transaction, and return what that changed.

    Loading it again changes nothing. Raises OutdatedPreviewError when it would change something else than was shown.
    """
    packs = _read(draft.archive)
    with transaction.atomic():
        differences = load_packs(packs=packs, now=now)
        _note_loaded(differences, by, now)
        _note_replaced(differences, now)
        lines = tuple(line for each in differences for line in summary_lines(each))
        if lines != draft.lines:
            transaction.set_rollback(True)
    if lines != draft.lines:
        newer = Draft(draft.token, draft.file_name, draft.archive, draft.holds, lines)
        cache.set(_key(by.pk, draft.token), newer, LIFE_SECONDS)
        raise OutdatedPreviewError(newer)
    logger.info("courses loaded from an archive: by %s, %s", by.pk, draft.holds)
    forget_draft(by=by.pk, draft=draft)
    return lines


def _read(archive: bytes) -> list[Pack]:
    with TemporaryDirectory(prefix="fieldschool-") as folder:
        unpack(archive, Path(folder))
        return read_packs([Path(folder)])


def _lines(packs: Sequence[Pack], now: datetime) -> tuple[str, ...]:
    refuse_problems(packs)
    return tuple(line for each in preview_packs(packs=packs, now=now) for line in summary_lines(each))


def _key(by: int, token: str) -> str:
    return f"content-draft:{by}:{token}"
