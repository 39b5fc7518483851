"""What a class answered to each question, counted in the database, and the wrong ideas that it shows."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Any

import numpy as np
from django.db.models import Count, Q
from django.db.models.fields.json import KT

from assessments.evaluation.marks import Array, Marks, State
from assessments.lesson_keys import LessonKeys
from assessments.models import Mark, Misconception, Response, Score
from assessments.models.attempts import AttemptQuerySet
from assessments.reports.quiz import choices_of, marked, shown_answer
from assessments.scoring import Verdict, score
from assessments.sheets import Sheet, SheetItem

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
class Given:
    """The answers to one question by sitting: the same ones together, with an example of each."""

    counts: Mapping[int, Counter[Any]]
    examples: Mapping[Any, Any]

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

    def commonest_wrong(self, item: SheetItem, keys: LessonKeys, sitting: int) -> tuple[list[str], int] | None:
        """Return the commonest answer at a sitting that is not right, in words, and how many gave it; or None."""
        _revision, question = keys.items[item.version_id]
        for key, n in self.counts.get(sitting, NOBODY).most_common(MOST_TRIED):
            answer = self.examples[key]
            if score(question, answer, keys.vocabulary).verdict in {Verdict.WRONG, Verdict.PARTIAL}:
                return shown_answer(item, answer), n
        return None


NOTHING_GIVEN = Given({}, {})


def right_values(item: SheetItem, key: Mapping[str, Any]) -> set[str]:
    """Return the values of the choices that are right."""
    if item.type == "true-false":
        return {"true" if key["answer"] else "false"}
    options = key.get("options", {})
    return {value for value, each in options.items() if each.get("correct") or each.get("credit") == "1"}


def answers_of(attempts: AttemptQuerySet, sheets: Mapping[int, Sheet]) -> dict[int, Given]:
    """Return the answers of ``attempts`` by version, in one query. Written ones are all different."""
    asked = {
        form: [position for position, item in sheet.items() if item.type != "narrative"]
        for form, sheet in sheets.items()
    }
    wanted = [Q(attempt__form=form, position__in=positions) for form, positions in asked.items() if positions]
    if not wanted:
        return {}
    rows = (
        Response.objects.filter(reduce(or_, wanted), attempt__in=attempts.values("pk"))
        .order_by()
        .values_list("attempt__sitting", "attempt__form", "position", "answer")
        .annotate(n=Count("pk"))
    )
    counts: defaultdict[int, defaultdict[int, Counter[Any]]] = defaultdict(lambda: defaultdict(Counter))
    examples: defaultdict[int, dict[Any, Any]] = defaultdict(dict)
    for sitting, form, position, answer, n in rows:
        version = sheets[form][position].version_id
        key = _same(answer)
        counts[version][sitting][key] += n
        examples[version].setdefault(key, answer)
    return {version: Given(counts[version], examples[version]) for version in counts}


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
    scores = Score.objects.filter(attempt__sitting__in=sittings, position__in=positions).order_by()
    scores = scores.filter(detail__misconceptions__0__isnull=False)
    # As text: the same few lists come thousands of times, and are read once each.
    for pk, attempt, text in scores.values_list("pk", "attempt_id", KT("detail__misconceptions")):
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
