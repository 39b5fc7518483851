"""What the answers to a lesson's questions are scored with: made once in this process, and never stale."""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast

from assessments.actions.policies import WITHOUT_KEY
from assessments.key_edits import QUOTA, SHARED, answer_of, form_of
from assessments.models import AssessmentForm, KeyRevision, RegradeRun
from assessments.scoring import Item, Vocabulary, make_vocabulary, score
from assessments.scoring.values import ONE, ZERO, Rule, Scored, verdict_of
from assessments.sheets import sheet_of
from lessons.models import Lesson, Term

type Key = Mapping[str, Any]
type Rows = Sequence[Sequence[Any]]


# What answers of a list earn, and the rules that take an answer for nothing but what the key lists.
WORTH = {"accept": ONE, "wrong": ZERO}
SURE = {Rule.EXACT, Rule.GLOSSARY}


class Revision(NamedTuple):
    """A key of a version. The digests are those of the key and of what learners see.

    ``is_retired``: the question is no longer in use. ``is_decided``: a regrade set the keys of the version aside.
    """

    pk: int
    digest: str
    version: int
    version_digest: str
    question: int
    is_retired: bool
    is_decided: bool


class Spelled(NamedTuple):
    """A term of the glossary, as far as it matters here. ``also`` is JSON."""

    term: str
    acronym: str
    also: str


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

    def judge_box(self, version: int, blank: str, text: str) -> Scored:
        """Return what the engine says of one box by itself. ``blank`` is ``SHARED`` where all share a key."""
        _revision, item = self.items[version]
        name = blank or "box"
        alone: Key = {"shared": item.key["shared"], "blanks": {}}
        if blank != SHARED:
            alone = {"shared": None, "blanks": {name: item.key["blanks"][blank]}}
        return score(Item("blanks", item.stem, {"blanks": [name]}, alone), {name: text}, self.vocabulary)

    def say_already(self, version: int, blank: str, kind: str, row: Key) -> bool:
        """Return whether an answer counts as ``row`` in list ``kind`` would have it: as written, or by the glossary.

        One that a rule only takes for another, as a slip of the keyboard, is news. So is feedback that nobody gets yet.
        """
        if kind == QUOTA:
            known = answer_of(self.items[version][1].key, blank, form_of(row["text"]))
            is_same, said = known.kind == QUOTA and known.row["fills"] == row["fills"], [known.row.get("feedback")]
        else:
            judged = self.judge_box(version, blank, row["text"])
            worth = WORTH[kind] if kind in WORTH else Fraction(row["credit"])
            is_same = (judged.verdict, judged.score) == (verdict_of(worth), worth) and judged.rule in SURE
            said = list(judged.feedback)
        return is_same and row["feedback"] in {None, *said}


@dataclass(frozen=True)
class _State:
    """Everything that ``LessonKeys`` follow from, in order, as it comes from the database.

    They are made again when it changes. Every submission compares it, so only making them has names for its columns.
    """

    revisions: Rows
    terms: Rows


DECISIONS = RegradeRun.objects.filter(version=OuterRef("version"), policy__in=WITHOUT_KEY, undone_at=None)
REVISIONS = KeyRevision.objects.order_by(
    "version__question__position", "version__question", "version__number", "number"
).values_list(
    *("pk", "digest", "version", "version__digest", "version__question", "version__question__is_retired"),
    Exists(DECISIONS),
)
TERMS = Term.objects.order_by("position").values_list("term", "acronym", Cast("also", TextField()))
MOST_LESSONS = 256

_made: dict[int, tuple[_State, LessonKeys]] = {}
_making = threading.Lock()
preparing = threading.Lock()


def keys_of(lesson: int) -> LessonKeys:
    """Return what answers to the questions of the lesson with this primary key are scored with.

    Two short queries see whether a key or a term has changed since this process made them. Many who find that it
    has wait for one of them to make them again.
    """
    state = _state(lesson)
    with _making:
        known = _made.get(lesson)
        if known is None or known[0] != state:
            known = _made[lesson] = state, _make(state)
        return known[1]


def keys_if(lesson: Lesson, *, version: int, key: Key) -> LessonKeys:
    """Return what answers would be scored with if ``key`` were the newest key of ``version``. For a trial."""
    return _make(_state(lesson.pk), {version: key})


def prepare_scoring(form: AssessmentForm) -> None:
    """Make what the answers to ``form`` are scored with in this process, while nobody waits for it.

    It takes half a second, and a submission that did it would hold the database all that time. Who finds somebody
    else at it goes on.
    """
    if _is_ready(form) or not preparing.acquire(blocking=False):
        return
    try:
        if not _is_ready(form):  # somebody may have finished just now
            _prepare(form, keys_of(form.lesson_id))
    finally:
        preparing.release()


def _is_ready(form: AssessmentForm) -> bool:
    known = _made.get(form.lesson_id)
    return known is not None and form.pk in known[1].ready_forms


def _prepare(form: AssessmentForm, keys: LessonKeys) -> None:
    """Score an answer to every question of ``form``, and forget it: the engine keeps what it made for that."""
    for each in sheet_of(form).values():
        _revision, item = keys.items[each.version_id]
        score(item, dict.fromkeys(item.content.get("blanks", ()), "x"), keys.vocabulary)
    keys.ready_forms.add(form.pk)


def forget_keys() -> None:
    """Forget what this process has made. For tests, whose databases give out the same primary keys again."""
    _made.clear()


def _state(lesson: int) -> _State:
    """Return every key of the lesson, oldest first for each question, and its terms: two queries of few columns."""
    with connection.cursor() as cursor:
        revisions, terms = (_rows(cursor, *query) for query in _queries(lesson))
    return _State(revisions, terms)


def _rows(cursor: Any, query: str, parameters: Sequence[Any]) -> Rows:
    cursor.execute(query, parameters)
    rows: Rows = cursor.fetchall()
    return rows


@lru_cache(maxsize=MOST_LESSONS)
def _queries(lesson: int) -> Sequence[tuple[str, tuple[Any, ...]]]:
    """Return the two queries, put together: with every submission that would cost twice as much as asking them."""
    revisions, terms = REVISIONS.filter(version__question__lesson=lesson), TERMS.filter(lesson=lesson)
    return [each.query.sql_with_params() for each in (revisions, terms)]


def _make(state: _State, instead: Mapping[int, Key] = MappingProxyType({})) -> LessonKeys:
    """Return what ``state`` stands for, with the keys ``instead`` of the newest of some versions."""
    revisions = list(map(Revision._make, state.revisions))
    newest = {revision.version: revision for revision in revisions}
    newest_version = {revision.question: revision.version for revision in revisions}
    rows = KeyRevision.objects.filter(pk__in=[revision.pk for revision in newest.values()]).values_list(
        "pk", "key", "version", "version__type", "version__stem", "version__content"
    )
    items = {
        version: (pk, Item(kind, stem, content, instead.get(version, key)))
        for pk, key, version, kind, stem, content in rows
    }
    current = [
        items[each.version][1].key
        for each in newest.values()
        if not each.is_retired and newest_version[each.question] == each.version
    ]
    spellings = (
        Term(term=each.term, acronym=each.acronym, also=json.loads(each.also)).spellings
        for each in map(Spelled._make, state.terms)
    )
    decided = frozenset(version for version, each in newest.items() if each.is_decided)
    return LessonKeys(make_vocabulary(spellings, current), items, decided)
