"""Answers that no key knows yet, gathered so that one decision serves everybody who gave the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.blinding import answer_token, shown_code
from assessments.digests import digest
from assessments.key_edits import SHARED, blanks_of, form_of
from assessments.lesson_keys import keys_of
from assessments.models import Attempt, Override, QuestionVersion, RegradeRun, Response, Score
from assessments.notes import shown_notes
from assessments.reports.quiz import shown_answer
from assessments.reports.stems import shown_stem
from assessments.scoring import Item, Vocabulary, score
from assessments.scoring.values import Note, Rule, Scored, Verdict
from assessments.sheets import SheetItem, sheet_of
from lessons.models import Lesson

type Place = tuple[int, int]

REASONS: Mapping[str, str | Promise] = {
    Rule.UNRECOGNISED: _("The key does not know it yet."),
    Rule.NEGATION: _("It says what the answer is not."),
    Rule.SHOTGUN: _("It names more than was asked for, and not all of it is right."),
    Rule.LISTED_FOR_REVIEW: _("The key leaves it to a person."),
    Rule.UNREADABLE: _("The machine could not read it."),
}


@dataclass(frozen=True)
class Answer:
    """What one learner answered to an item, and nothing about the learner. ``place`` is attempt and position."""

    item: SheetItem
    place: Place
    given: Any

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


@dataclass(frozen=True)
class Group:
    """Identical answers. ``id`` names them on the page; ``text`` is how most people wrote it.

    ``fills`` are the places of a quota that the answer may fill, as id and label.
    """

    id: str
    blank: str
    text: str
    waiting: Sequence[Waiting]
    fills: Sequence[tuple[str, str]]

    @property
    def n(self) -> int:
        return len({each.answer.place for each in self.waiting})

    @property
    def reason(self) -> str:
        return self.waiting[0].reason

    @property
    def notes(self) -> Sequence[str]:
        return shown_notes(self.waiting[0].notes)

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
    def blanks(self) -> list[Mapping[str, Any]]:
        return list(blanks_of(self.key).values()) if self.version.type == QuestionVersion.Type.BLANKS else []

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


def review_queue(lesson: Lesson, attempts: Iterable[Attempt]) -> list[QuestionReview]:
    """Return every question of ``lesson`` at which an answer of ``attempts`` waits, or was ruled on.

    ``attempts`` is a query set of those that the reader may see.
    """
    keys = keys_of(lesson.pk)
    grouped: defaultdict[int, list[Waiting]] = defaultdict(list)
    for answer in _waiting_answers(lesson, attempts):
        _revision, key = keys.key_of(answer.item.version_id)
        grouped[answer.item.version_id] += _boxes(answer, key, keys.vocabulary)
    runs = defaultdict(list)
    for run in RegradeRun.objects.filter(version__question__lesson=lesson).select_related("by", "undone_by"):
        runs[run.version_id].append(run)
    versions = QuestionVersion.objects.filter(pk__in={*grouped, *runs}).select_related("question")
    return [
        QuestionReview(version, key, _groups(key, grouped[version.pk]), runs[version.pk])
        for version in versions.order_by("question__position", "number")
        for _revision, key in [keys.key_of(version.pk)]
    ]


def _waiting_answers(lesson: Lesson, attempts: Iterable[Attempt]) -> Iterator[Answer]:
    """Yield the answers that wait for a ruling. Written ones have a queue of their own."""
    review = Score.objects.in_force().filter(verdict=Score.Verdict.REVIEW).exclude(rule=Rule.PERSON)
    scores = review.filter(attempt__in=attempts, attempt__form__lesson=lesson).select_related("attempt__form")
    rows = {(row.attempt_id, row.position): row for row in scores.order_by("pk")}
    concerned = {attempt for attempt, _ in rows}
    overridden = Override.objects.filter(attempt__in=concerned, regrade__undone_at=None)
    decided = set(overridden.values_list("attempt", "position"))
    answers = {(row.attempt_id, row.position): row.answer for row in Response.objects.filter(attempt__in=concerned)}
    for place, row in rows.items():
        if place not in decided:
            yield Answer(sheet_of(row.attempt.form)[row.position], place, answers.get(place))


def _boxes(answer: Answer, key: Any, vocabulary: Vocabulary) -> Iterator[Waiting]:
    """Yield the boxes of an answer that wait, each judged by itself; the whole answer when none does alone."""
    found: list[Waiting] = []
    if answer.item.type == "blanks" and isinstance(answer.given, dict):
        for blank in answer.item.content["blanks"]:
            text = answer.given.get(blank)
            if isinstance(text, str) and text.strip():
                found += _box(answer, SHARED if key.get("shared") else blank, text, key, vocabulary)
    yield from found or [Waiting(answer, SHARED, " · ".join(answer.shown), Rule.UNREADABLE, (), can_be_ruled=False)]


def _box(answer: Answer, blank: str, text: str, key: Any, vocabulary: Vocabulary) -> Iterator[Waiting]:
    scored = judge_box(answer.item.stem, blank, text, key, vocabulary)
    if scored.verdict is not Verdict.REVIEW:
        return
    is_quota = bool(blanks_of(key)[blank].get("quota"))
    unknown = [match.typed for match in scored.matched if match.rule is Rule.UNRECOGNISED]
    if is_quota and scored.rule is Rule.UNRECOGNISED:
        yield from (Waiting(answer, blank, each, scored.rule, scored.notes, can_be_ruled=True) for each in unknown)
    else:
        can_be_ruled = not is_quota and bool(form_of(text))
        yield Waiting(answer, blank, text, scored.rule, scored.notes, can_be_ruled=can_be_ruled)


def judge_box(stem: str, blank: str, text: str, key: Any, vocabulary: Vocabulary) -> Scored:
    """Return what the engine says of one box by itself."""
    name = blank or "box"
    alone = (
        {"shared": key["shared"], "blanks": {}}
        if blank == SHARED
        else {"shared": None, "blanks": {name: key["blanks"][blank]}}
    )
    return score(Item("blanks", stem, {"blanks": [name]}, alone), {name: text}, vocabulary)


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
            fills=_fills(key, blank) if can_be_ruled else (),
        )
        for (blank, form, can_be_ruled), same in together.items()
    ]
    return sorted(groups, key=lambda group: (-group.n, group.text.casefold()))


def _fills(key: Any, blank: str) -> list[tuple[str, str]]:
    quota = blanks_of(key)[blank].get("quota") or {}
    return [(place["id"], place["label"]) for place in quota.get("places", [])]
