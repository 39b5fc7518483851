"""Answers that no key knows yet, gathered so that one decision serves everybody who gave the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.blinding import answer_token, shown_code
from assessments.choices import shown_answer
from assessments.digests import digest
from assessments.key_edits import SHARED, blanks_of, form_of
from assessments.lesson_keys import LessonKeys, keys_of
from assessments.models import Attempt, Override, QuestionVersion, RegradeRun, Response, Score
from assessments.notes import shown_notes
from assessments.reports.bank import entry_of
from assessments.scoring import ENGINE_VERSION
from assessments.scoring.values import Note, Rule, Verdict
from assessments.sheets import SheetItem, sheet_of
from assessments.stems import blank_labels, shown_stem
from lessons.models import Lesson

type Place = tuple[int, int]

# As many single answers of a group are linked at a time.
MOST_LINKS = 20

REASONS: Mapping[str, str | Promise] = {
    Rule.UNRECOGNISED: _("The key does not know it yet."),
    Rule.NEGATION: _("It says what the answer is not."),
    Rule.SHOTGUN: _("It names more than was asked for, and not all of it is right."),
    Rule.LISTED_FOR_REVIEW: _("The key leaves it to a person."),
    Rule.UNREADABLE: _("The machine could not read it."),
}


@dataclass(frozen=True)
class Answer:
    """What one learner answered to an item, and nothing about the learner. ``place`` is attempt and position.

    ``rule`` is why it waits, and ``waited`` are the blanks that another version of the engine left to a person.
    """

    item: SheetItem
    place: Place
    given: Any
    rule: str
    waited: Set[str] = frozenset()

    @property
    def token(self) -> str:
        """What names the answer in addresses."""
        return answer_token(attempt=self.place[0], version=self.item.version_id)

    @property
    def code(self) -> str:
        """The code that stands for the learner."""
        return shown_code(self.token)

    @property
    def shown(self) -> list[str]:
        """The answer in words, a line for each box."""
        return shown_answer(self.item, self.given)


@dataclass(frozen=True)
class Waiting:
    """A box that waits for a person: what is in it, and why. ``blank`` is ``SHARED`` when all blanks share a key."""

    answer: Answer
    blank: str
    text: str
    rule: str
    notes: Sequence[Note]
    can_be_ruled: bool

    @property
    def reason(self) -> str:
        """Why a person must look."""
        return str(REASONS.get(self.rule, self.rule))

    @property
    def remarks(self) -> Sequence[str]:
        """What the key or the engine has to say about it."""
        return shown_notes(self.notes)


@dataclass(frozen=True)
class Group:
    """Identical answers. ``id`` names them on the page; ``text`` is how most people wrote it.

    ``place`` is the blank, where there are several.
    ``fills`` are the places of a quota that the answer may fill, as id and label.
    """

    id: str
    blank: str
    text: str
    waiting: Sequence[Waiting]
    fills: Sequence[tuple[str, str]]
    place: str = ""

    @property
    def first_waiting(self) -> Sequence[Waiting]:
        """Those that one can decide on one by one now; others follow when these are decided.

        Who gave the same answer in two blanks is one of them.
        """
        return list({each.answer.place: each for each in reversed(self.waiting)}.values())[::-1][:MOST_LINKS]

    @property
    def n_further(self) -> int:
        return max(0, self.n - MOST_LINKS)

    @property
    def n(self) -> int:
        return len({each.answer.place for each in self.waiting})

    @property
    def reason(self) -> str:
        return self.waiting[0].reason

    @property
    def notes(self) -> Sequence[str]:
        return self.waiting[0].remarks

    @property
    def can_be_ruled(self) -> bool:
        """Whether one decision can serve everybody. A quota or a negation may need a look at each."""
        return self.waiting[0].can_be_ruled


@dataclass(frozen=True)
class QuestionReview:
    """What waits at one version of a question, the most frequent answers first."""

    version: QuestionVersion
    key: Mapping[str, Any]
    groups: Sequence[Group]
    runs: Sequence[RegradeRun]

    @property
    def shown_stem(self) -> str:
        return shown_stem(self.version)

    @property
    def n_waiting(self) -> int:
        return len(self.places)

    @property
    def places(self) -> set[Place]:
        return {each.answer.place for group in self.groups for each in group.waiting}

    @property
    def state(self) -> str:
        """What stands for the answers that wait: a decision about all of them is about these."""
        return digest(sorted(self.places))

    @property
    def blanks(self) -> list[tuple[str, dict[str, Any]]]:
        """What the key knows of each blank, with what tells them apart; empty for other types."""
        is_blanks = self.version.type == QuestionVersion.Type.BLANKS
        return entry_of(self.version, self.key).labelled_blanks if is_blanks else []

    @property
    def last_run(self) -> RegradeRun | None:
        """The decision that can be undone."""
        return max((run for run in self.runs if not run.undone_at), key=lambda run: run.pk, default=None)

    def find(self, name: str) -> Group | None:
        """Return the group of this id, when one decision can serve everybody in it."""
        return next((group for group in self.groups if group.id == name and group.can_be_ruled), None)

    def boxes_of(self, token: str) -> list[Waiting]:
        """Return the boxes of one answer that wait; none when it does not wait."""
        return [each for group in self.groups for each in group.waiting if each.answer.token == token]


def review_queue(lesson: Lesson, attempts: QuerySet[Attempt]) -> list[QuestionReview]:
    """Return every question of ``lesson`` at which an answer of ``attempts`` waits, or was ruled on.

    ``attempts`` is a query set of those that the reader may see.
    """
    keys = keys_of(lesson.pk)
    grouped: defaultdict[int, list[Waiting]] = defaultdict(list)
    for answer in _waiting_answers(lesson, attempts):
        grouped[answer.item.version_id] += _boxes(answer, keys)
    runs = defaultdict(list)
    for run in RegradeRun.objects.filter(version__question__lesson=lesson).select_related("by", "undone_by"):
        runs[run.version_id].append(run)
    versions = QuestionVersion.objects.filter(pk__in={*grouped, *runs}).select_related("question")
    return [
        QuestionReview(version, key, _groups(key, grouped[version.pk]), runs[version.pk])
        for version in versions.order_by("question__position", "number")
        for _revision, key in [keys.key_of(version.pk)]
    ]


def _waiting_answers(lesson: Lesson, attempts: QuerySet[Attempt]) -> Iterator[Answer]:
    """Yield the answers that wait for a ruling. Written ones have a queue of their own."""
    readable = Attempt.objects.readable().filter(pk__in=attempts.values("pk"))
    review = Score.objects.in_force().filter(verdict=Score.Verdict.REVIEW).exclude(rule=Rule.PERSON)
    scores = review.filter(attempt__in=readable, attempt__form__lesson=lesson).select_related("attempt__form")
    rows = {(row.attempt_id, row.position): row for row in scores.order_by("pk")}
    concerned = {attempt for attempt, _ in rows}
    overridden = Override.objects.filter(attempt__in=concerned, regrade__undone_at=None)
    decided = set(overridden.values_list("attempt", "position"))
    answers = {(row.attempt_id, row.position): row.answer for row in Response.objects.filter(attempt__in=concerned)}
    for place, row in rows.items():
        if place not in decided:
            item = sheet_of(row.attempt.form)[row.position]
            yield Answer(item, place, answers.get(place), row.rule, _waited(item, row))


def _waited(item: SheetItem, row: Score) -> frozenset[str]:
    """Return the blanks that wait because another version of the engine left them to a person."""
    if row.engine_version == ENGINE_VERSION or item.type != "blanks":
        return frozenset()
    blanks = frozenset(item.content["blanks"])
    unknown = {match["place"] for match in row.detail["matched"] if match["verdict"] == Score.Verdict.REVIEW}
    return blanks if len(blanks) == 1 else blanks.intersection(unknown)


def _boxes(answer: Answer, keys: LessonKeys) -> Iterator[Waiting]:
    """Yield the boxes of an answer that wait, each judged by itself; the whole answer when none does alone.

    What waits since another version of the engine waits on, though this one would settle it: nobody has decided yet.
    """
    _revision, key = keys.key_of(answer.item.version_id)
    found: list[Waiting] = []
    if answer.item.type == "blanks" and isinstance(answer.given, dict):
        for blank in answer.item.content["blanks"]:
            text = answer.given.get(blank)
            if isinstance(text, str) and text.strip():
                of_key = SHARED if key.get("shared") else blank
                boxes = list(_box(answer, of_key, text, keys))
                if blank in answer.waited and not boxes:
                    can_be_ruled = _can_be_ruled(key, of_key, text)
                    boxes = [Waiting(answer, of_key, text, answer.rule, (), can_be_ruled=can_be_ruled)]
                found += boxes
    yield from found or [Waiting(answer, SHARED, " · ".join(answer.shown), answer.rule, (), can_be_ruled=False)]


def _box(answer: Answer, blank: str, text: str, keys: LessonKeys) -> Iterator[Waiting]:
    _revision, key = keys.key_of(answer.item.version_id)
    scored = keys.judge_box(answer.item.version_id, blank, text)
    if scored.verdict is not Verdict.REVIEW:
        return
    is_quota = bool(blanks_of(key)[blank].get("quota"))
    unknown = [match.typed for match in scored.matched if match.rule is Rule.UNRECOGNISED]
    if is_quota and scored.rule is Rule.UNRECOGNISED:
        yield from (Waiting(answer, blank, each, scored.rule, scored.notes, can_be_ruled=True) for each in unknown)
    else:
        can_be_ruled = _can_be_ruled(key, blank, text)
        yield Waiting(answer, blank, text, scored.rule, scored.notes, can_be_ruled=can_be_ruled)


def _can_be_ruled(key: Any, blank: str, text: str) -> bool:
    return not blanks_of(key)[blank].get("quota") and bool(form_of(text))


def _groups(key: Any, waiting: Iterable[Waiting]) -> list[Group]:
    """Return the identical answers together, the most frequent first."""
    together: defaultdict[tuple[str, str, bool], list[Waiting]] = defaultdict(list)
    for each in waiting:
        together[each.blank, form_of(each.text) or each.text, each.can_be_ruled].append(each)
    groups = [
        Group(
            id=f"{blank}:{form}",
            blank=blank,
            text=Counter(each.text for each in same).most_common(1)[0][0],
            waiting=same,
            fills=fills_of(key, blank) if can_be_ruled else (),
            place=blank_labels(same[0].answer.item).get(blank, ""),
        )
        for (blank, form, can_be_ruled), same in together.items()
    ]
    return sorted(groups, key=lambda group: (-group.n, group.text.casefold()))


def fills_of(key: Any, blank: str) -> list[tuple[str, str]]:
    """Return the places of a quota as id and label; none when the blank has no quota, or is none of the key."""
    quota = blanks_of(key).get(blank, {}).get("quota") or {}
    return [(place["id"], place["label"]) for place in quota.get("places", [])]
