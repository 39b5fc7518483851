"""What a class answered to each question, counted in the database, and the wrong ideas that it shows."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from django.db.models import Count, Q
from django.db.models.fields.json import KT

from assessments.choices import choices_of, marked, shown_answer, worth_of
from assessments.evaluation.choosers import WHO, keys_in, wrong_options
from assessments.evaluation.distractors import Chose
from assessments.evaluation.marks import Array, Marks, State
from assessments.evaluation.reading import keys_of_first
from assessments.lesson_keys import LessonKeys
from assessments.models import WRITTEN_TYPES, Mark, Misconception, Response, Score, Sitting
from assessments.scoring import Verdict, score
from assessments.sheets import SheetItem, sheet_of

# Enough to find the commonest wrong answer: before it come at most a few right ones.
MOST_TRIED = 25

NOBODY: Counter[Any] = Counter()


@dataclass(frozen=True)
class Choice:
    """An option of a question, and how many chose it before and after."""

    text: str
    is_right: bool
    n_before: int
    n_after: int


@dataclass(frozen=True)
class Slips:
    """How answers to a check-all question went wrong, with how many did so; None where nobody did.

    ``chosen`` is the wrong option that most marked, ``missed`` the right one that most left out. An incomplete answer
    as a whole would list what is right as if it were the mistake.
    """

    chosen: tuple[str, int] | None
    missed: tuple[str, int] | None


@dataclass(frozen=True)
class Given:
    """The answers to one question by sitting: the same ones together, with an example of each.

    ``takers`` are the attempts that gave each, where they were asked for.
    """

    counts: Mapping[int, Counter[Any]]
    examples: Mapping[Any, Any]
    takers: Mapping[Any, Sequence[Array]]

    @property
    def chose(self) -> Chose:
        """The attempts that chose each option."""
        found: defaultdict[str, list[Array]] = defaultdict(list)
        for key, who in self.takers.items():
            for value in marked(self.examples[key]):
                found[value] += who
        return {value: np.concatenate(who) for value, who in found.items()}

    def choices(self, item: SheetItem, key: Mapping[str, Any], before: int | None, after: int | None) -> list[Choice]:
        """Return the options with how often they were chosen; empty where one writes."""
        right = right_values(item, key)
        return [
            Choice(text, value in right, self._n_chose(value, before), self._n_chose(value, after))
            for value, text in choices_of(item, item.content.get("options", ()))
        ]

    def _n_chose(self, value: str, sitting: int | None) -> int:
        counts = self.counts.get(sitting, NOBODY) if sitting else NOBODY
        return sum(n for key, n in counts.items() if value in marked(self.examples[key]))

    def slips(self, item: SheetItem, key: Mapping[str, Any], sitting: int) -> Slips | None:
        """Return how those who marked anything at a sitting went wrong; None for what is not a check-all question."""
        if item.type != "check-all":
            return None
        texts = dict(choices_of(item, item.content["options"]))
        chose = {value: self._n_chose(value, sitting) for value in texts}
        n = sum(n for same, n in self.counts.get(sitting, NOBODY).items() if marked(self.examples[same]))
        right = right_values(item, key)
        return Slips(
            chosen=_most((text, chose[value]) for value, text in wrong_options(item, key).items()),
            missed=_most((text, n - chose[value]) for value, text in texts.items() if value in right),
        )

    def commonest_wrong(self, item: SheetItem, keys: LessonKeys, sitting: int) -> tuple[list[str], int] | None:
        """Return the commonest answer at a sitting that is not right, in words, and how many gave it; or None.

        None too for check-all questions, whose answers are not right in several ways: ``slips`` has them.
        """
        if item.type == "check-all":
            return None
        _revision, question = keys.items[item.version_id]
        for key, n in self.counts.get(sitting, NOBODY).most_common(MOST_TRIED):
            answer = self.examples[key]
            if score(question, answer, keys.vocabulary).verdict in {Verdict.WRONG, Verdict.PARTIAL}:
                return shown_answer(item, answer), n
        return None


NOTHING_GIVEN = Given({}, {}, {})


def _most(counted: Iterable[tuple[str, int]]) -> tuple[str, int] | None:
    """Return the first of those that were counted most often; None where nothing was."""
    found = max(counted, key=lambda each: each[1], default=None)
    return found if found and found[1] else None


def right_values(item: SheetItem, key: Mapping[str, Any]) -> set[str]:
    """Return the values of the choices that are right."""
    if item.type == "true-false":
        return {"true" if key["answer"] else "false"}
    options = key.get("options", {})
    return {value for value, each in options.items() if worth_of(each) == 1}


def answers_of(
    sittings: Iterable[Sitting], versions: Set[int], group: int | None = None, takers_at: Sitting | None = None
) -> dict[int, Given]:
    """Return the answers to ``versions`` in the attempts that are compared, in one query for each form of a sitting.

    Without written ones, which are all different. At the sitting ``takers_at`` with who gave them.
    """
    counts: defaultdict[int, defaultdict[int, Counter[Any]]] = defaultdict(lambda: defaultdict(Counter))
    examples: defaultdict[int, dict[Any, Any]] = defaultdict(dict)
    takers: defaultdict[int, defaultdict[Any, list[Array]]] = defaultdict(lambda: defaultdict(list))
    for sitting in sittings:
        for item, answer, n, *who in _counted(sitting, versions, group, with_takers=sitting == takers_at):
            key = _same(answer)
            counts[item.version_id][sitting.pk][key] += n
            examples[item.version_id].setdefault(key, answer)
            takers[item.version_id][key] += map(keys_in, who)
    return {version: Given(counts[version], examples[version], takers[version]) for version in counts}


def _counted(
    sitting: Sitting, versions: Set[int], group: int | None, *, with_takers: bool
) -> Iterator[tuple[SheetItem, Any, Any, *tuple[Any, ...]]]:
    """Yield each answer at a sitting, how many gave it letter by letter, and who, if that is wanted.

    What erased people chose counts; what they wrote is gone.
    """
    figures = {"n": Count("pk"), "who": WHO} if with_takers else {"n": Count("pk")}
    given = Response.objects.filter(attempt__in=keys_of_first([sitting.pk], group)).order_by()
    forms = [form for form in (sitting.form_a, sitting.form_b) if form]
    for form in forms:
        items = {at: item for at, item in sheet_of(form).items() if item.version_id in versions}
        asked = [at for at, item in items.items() if item.type != "narrative"]
        own = given.filter(attempt__form=form) if len(forms) > 1 else given
        own = own.filter(position__in=asked)
        chosen = [at for at in asked if items[at].type not in WRITTEN_TYPES]
        if len(chosen) < len(asked):
            own = own.filter(Q(attempt__enrolment__erased_at=None) | Q(position__in=chosen))
        rows = own.values_list("position", "answer").annotate(**figures)
        yield from ((items[at], *row) for at, *row in rows)


def _same(answer: Any) -> Any:
    """Return what is equal for answers that say the same: in any order of marks, case and spaces."""
    if isinstance(answer, dict):
        return tuple(sorted((part, _same(text)) for part, text in answer.items()))
    if isinstance(answer, list):
        return tuple(sorted(map(str, answer)))
    return " ".join(answer.casefold().split()) if isinstance(answer, str) else answer


@dataclass(frozen=True)
class Held:
    """A wrong idea: how many of those asked showed it before and after. ``n_…`` are 0 where nothing asked for it."""

    misconception: Misconception
    k_before: int
    n_before: int
    k_after: int
    n_after: int

    @property
    def is_majority_after(self) -> bool:
        """Whether most of the class hold it after the lesson."""
        return 2 * self.k_after > self.n_after


def held_by(
    marks: Marks, keys: LessonKeys, misconceptions: Sequence[Misconception], before: Sequence[int], after: Sequence[int]
) -> list[Held]:
    """Return the wrong ideas that questions of either side can show, as those in the rows ``before`` and ``after`` do.

    In two queries. A learner counts once, however many answers show it.
    """
    showing = _versions_showing(marks, keys)
    shown = _shown_by(marks, {version for version, slugs in showing.items() if slugs})
    held = []
    for each in misconceptions:
        columns = [each.slug in showing[column.version] for column in marks.columns]
        is_asked = (marks.states[:, columns] != State.NOT_ASKED).any(axis=1)
        is_shown = shown[each.slug] & is_asked
        sides = [int(mask[list(rows)].sum()) for rows in (before, after) for mask in (is_shown, is_asked)]
        if sides[1] or sides[3]:
            held.append(Held(each, *sides))
    return sorted(held, key=lambda row: (-row.k_after, -row.k_before, row.misconception.position))


def _versions_showing(marks: Marks, keys: LessonKeys) -> dict[int, set[str]]:
    return {column.version: set(_slugs(keys.key_of(column.version)[1])) for column in marks.columns}


def _slugs(key: Any) -> Iterator[str]:
    """Yield every wrong idea that a key names, wherever it does."""
    if isinstance(key, Mapping):
        for name, value in key.items():
            if name == "misconception" and value:
                yield value
            else:
                yield from _slugs(value)
            if name == "misconceptions":
                yield from _named(value)
    elif isinstance(key, Sequence) and not isinstance(key, str):
        for each in key:
            yield from _slugs(each)


def _named(rows: Iterable[Any]) -> Iterator[str]:
    for row in rows:
        yield row if isinstance(row, str) else row.get("id", "")


def _shown_by(marks: Marks, versions: Set[int]) -> Mapping[str, Array]:
    """Return by wrong idea which rows show it, by the scores in force and by whoever marked them.

    Only ``versions`` can show one.
    """
    shown: defaultdict[str, Array] = defaultdict(lambda: np.zeros(len(marks.took), bool))
    rows = {each.pk: row for row, each in enumerate(marks.took)}
    sittings = {each.sitting for each in marks.took}
    in_force = set(marks.scores[marks.scores > 0].tolist())
    positions = {
        position
        for places in marks.places.values()
        for position, place in places.items()
        if marks.columns[place.column].version in versions
    }
    scores = Score.objects.showing_a_wrong_idea().filter(attempt__sitting__in=sittings, position__in=positions)
    # As text: the same few lists come thousands of times, and are read once each.
    for pk, attempt, text in scores.order_by().values_list("pk", "attempt_id", KT("detail__misconceptions")):
        if pk in in_force:
            for slug in _slugs_in(text):
                shown[slug][rows[attempt]] = True
    final = Mark.objects.filter(attempt__sitting__in=sittings, is_final=True, undone_at=None).exclude(misconceptions=[])
    for attempt, slugs in final.order_by().values_list("attempt_id", "misconceptions"):
        if attempt in rows:
            for slug in slugs:
                shown[slug][rows[attempt]] = True
    return shown


@lru_cache(maxsize=1_000)
def _slugs_in(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
