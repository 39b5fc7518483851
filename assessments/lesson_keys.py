"""What the answers to a lesson's questions are scored with: made once in this process, and never stale."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, OuterRef

from assessments.actions.policies import WITHOUT_KEY
from assessments.models import AssessmentForm, KeyRevision, RegradeRun
from assessments.scoring import Item, Vocabulary, make_vocabulary, score
from assessments.sheets import sheet_of
from lessons.models import Lesson, Term

type Key = Mapping[str, Any]
type Terms = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Revision:
    """The newest key of a version. The digests are those of the key and of what learners see.

    ``is_current``: the version is the newest of a question in use. ``is_decided``: a regrade set the key aside.
    """

    pk: int
    digest: str
    version: int
    version_digest: str
    is_current: bool
    is_decided: bool


@dataclass(frozen=True)
class LessonKeys:
    """What a lesson's answers are scored with: its vocabulary, and each version with its newest key.

    ``items`` are by version, with the primary key of the key revision. ``decided`` are versions whose points a
    regrade may have decided for everybody, whatever the answer says. ``ready_forms`` have been scored before.
    """

    vocabulary: Vocabulary
    items: Mapping[int, tuple[int, Item]]
    decided: frozenset[int]
    ready_forms: set[int] = field(default_factory=set)

    def key_of(self, version: int) -> tuple[int, Key]:
        """Return primary key and content of the newest key of a version."""
        revision, item = self.items[version]
        return revision, item.key


@dataclass(frozen=True)
class _State:
    """Everything that ``LessonKeys`` follow from. They are made again when it changes."""

    revisions: tuple[Revision, ...]
    terms: Terms


_made: dict[int, tuple[_State, LessonKeys]] = {}
_making = threading.Lock()
preparing = threading.Lock()


def keys_of(lesson: int) -> LessonKeys:
    """Return what answers to the questions of the lesson with this primary key are scored with.

    Two short queries see whether a key or a term has changed since this process made them. Many who find that it
    has wait for one of them to make them again.
    """
    state = _State(_newest_revisions(lesson), _terms(lesson))
    with _making:
        known = _made.get(lesson)
        if known is None or known[0] != state:
            known = _made[lesson] = state, _make(state)
        return known[1]


def keys_if(lesson: Lesson, *, version: int, key: Key) -> LessonKeys:
    """Return what answers would be scored with if ``key`` were the newest key of ``version``. For a trial."""
    return _make(_State(_newest_revisions(lesson.pk), _terms(lesson.pk)), {version: key})


def prepare_scoring(form: AssessmentForm) -> None:
    """Make what the answers to ``form`` are scored with in this process, while nobody waits for it.

    It takes half a second, and a submission that did it would hold the database all that time. Who finds somebody
    else at it goes on.
    """
    known = _made.get(form.lesson_id)
    if (known and form.pk in known[1].ready_forms) or not preparing.acquire(blocking=False):
        return
    try:
        _prepare(form, keys_of(form.lesson_id))
    finally:
        preparing.release()


def _prepare(form: AssessmentForm, keys: LessonKeys) -> None:
    """Score an answer to every question of ``form``, and forget it: the engine keeps what it made for that."""
    for each in sheet_of(form).values():
        _revision, item = keys.items[each.version_id]
        score(item, dict.fromkeys(item.content.get("blanks", ()), "x"), keys.vocabulary)
    keys.ready_forms.add(form.pk)


def forget_keys() -> None:
    """Forget what this process has made. For tests, whose databases give out the same primary keys again."""
    _made.clear()


def _terms(lesson: int) -> Terms:
    rows = Term.objects.filter(lesson=lesson).order_by("position").values_list("term", "acronym", "also")
    return tuple((term, acronym, tuple(also)) for term, acronym, also in rows)


def _newest_revisions(lesson: int) -> tuple[Revision, ...]:
    """Return the newest key of every version; current are those of the newest version of each question in use."""
    decisions = RegradeRun.objects.filter(version=OuterRef("version"), policy__in=WITHOUT_KEY, undone_at=None)
    rows = (
        KeyRevision.objects.filter(version__question__lesson=lesson)
        .order_by("version__question__position", "version__question", "version__number", "number")
        .values_list(
            *("pk", "digest", "version", "version__digest", "version__question", "version__question__is_retired"),
            Exists(decisions),
        )
    )
    newest_version = {row[4]: row[2] for row in rows}
    newest = {
        version: Revision(pk, digest, version, seen, not is_retired and newest_version[question] == version, is_decided)
        for pk, digest, version, seen, question, is_retired, is_decided in rows
    }
    return tuple(newest.values())


def _make(state: _State, instead: Mapping[int, Key] = MappingProxyType({})) -> LessonKeys:
    """Return what ``state`` stands for, with the keys ``instead`` of the newest of some versions."""
    newest = {revision.version: revision for revision in state.revisions}
    rows = KeyRevision.objects.filter(pk__in=[revision.pk for revision in state.revisions]).values_list(
        "pk", "key", "version", "version__type", "version__stem", "version__content"
    )
    items = {
        version: (pk, Item(kind, stem, content, instead.get(version, key)))
        for pk, key, version, kind, stem, content in rows
    }
    current = [items[version][1].key for version, revision in newest.items() if revision.is_current]
    spellings = (Term(term=term, acronym=acronym, also=also).spellings for term, acronym, also in state.terms)
    decided = frozenset(version for version, revision in newest.items() if revision.is_decided)
    return LessonKeys(make_vocabulary(spellings, current), items, decided)
