"""Keys tried out: answers that an author made up, each with what it would earn."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.lesson_keys import keys_of
from assessments.models import Question
from assessments.scoring import Item, Scored, Verdict, Vocabulary, score
from assessments.scoring.values import ZERO, Rule
from lessons.models import Lesson

QUESTION, FIRST_ANSWER = "question", "answer_1"
RESULTS = ("verdict", "score", "rule", "matched", "feedback", "misconception")
TRUE = frozenset({"t", "true", "yes", "y", "1", "right", "correct", "vrai", "oui"})
FALSE = frozenset({"f", "false", "no", "n", "0", "wrong", "incorrect", "faux", "non"})


class TryoutError(Exception):
    """The table cannot be tried. The message says in which row and why."""


@dataclass(frozen=True)
class Tryout:
    """The questions of a lesson with their newest keys, by their number in the source."""

    items: Mapping[str, Item]
    vocabulary: Vocabulary

    def judge(self, source: str, texts: Sequence[str]) -> Scored:
        """Return what an answer earns. One that stands for no possible answer waits for a person."""
        item = self.items[source]
        answer = READERS[item.type](item, texts)
        if answer is None and any(text.strip() for text in texts):
            return Scored(Verdict.REVIEW, ZERO, Rule.UNREADABLE)
        return score(item, answer, self.vocabulary)


def tryout_of(lesson: Lesson) -> Tryout:
    """Return what the answers to the questions of ``lesson`` can be tried out on."""
    keys = keys_of(lesson.pk)
    questions = Question.objects.filter(lesson=lesson).current().exclude(source="").prefetch_related("versions")
    versions = {each.source: max(each.versions.all(), key=lambda version: version.number) for each in questions}
    items = {
        source.upper(): Item(version.type, version.stem, version.content, keys.key_of(version.pk)[1])
        for source, version in versions.items()
    }
    return Tryout(items, keys.vocabulary)


def try_table(tryout: Tryout, table: Iterable[str]) -> Iterator[list[str]]:
    """Yield the rows of a CSV table with the results beside them, the heading first.

    Raises TryoutError when a column is missing or a question is not known.
    """
    rows = csv.reader(table, strict=True)
    try:
        heading = next(rows, [])
        answers = _answer_columns(heading)
        yield [*heading, *RESULTS]
        for number, row in enumerate(rows, start=2):
            if row:
                cells = [*row, *[""] * (len(heading) - len(row))]
                yield [*cells, *_results(tryout, dict(zip(heading, cells, strict=False)), answers, number)]
    except csv.Error as error:
        raise TryoutError(f"line {rows.line_num}: this is not CSV: {error}") from None


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _answer_columns(heading: Sequence[str]) -> list[str]:
    for column in (QUESTION, FIRST_ANSWER):
        if column not in heading:
            raise TryoutError(f'row 1: there is no column "{column}"')
    return sorted(column for column in heading if column.startswith("answer_"))


def _results(tryout: Tryout, row: Mapping[str, str], answers: Sequence[str], number: int) -> list[str]:
    source = row[QUESTION].strip().upper()
    if source not in tryout.items:
        known = ", ".join(tryout.items)
        raise TryoutError(f'row {number}: the lesson has no question "{source}". It has {known}')
    return list(result_cells(tryout.judge(source, [row[column] for column in answers])))


def result_cells(scored: Scored) -> Iterator[str]:
    """Yield the cells of ``RESULTS``. What was left empty is wrong here."""
    yield Verdict.WRONG if scored.verdict is Verdict.UNANSWERED else scored.verdict
    yield f"{float(scored.score):.4f}".rstrip("0").rstrip(".")
    yield scored.rule
    yield "; ".join(dict.fromkeys(match.form for match in scored.matched if match.typed and match.form))
    yield "\n\n".join(text.strip() for text in scored.feedback)
    yield "; ".join(scored.misconceptions)


def _texts_of_blanks(item: Item, texts: Sequence[str]) -> dict[str, str]:
    """Return the texts by blank. Columns beyond the last blank are more lines in it."""
    blanks = item.content["blanks"]
    last = len(blanks) - 1
    return dict(zip(blanks, [*texts[:last], "\n".join(filter(None, texts[last:]))], strict=False))


def _truth(_item: Item, texts: Sequence[str]) -> bool | None:
    said = texts[0].strip().casefold().rstrip(".!")
    return True if said in TRUE else False if said in FALSE else None


def _options(item: Item, texts: Sequence[str]) -> list[str] | None:
    """Return the options that letters stand for: ``a c``, ``a, c`` or ``AC``. None when one of them is none."""
    ids = item.key["options"]
    words = "".join(letter if letter.isalnum() else " " for letter in " ".join(texts).casefold()).split()
    marked = [letter for word in words for letter in ([word] if word in ids else word)]
    return marked if marked and all(letter in ids for letter in marked) else None


def _written(item: Item, texts: Sequence[str]) -> str | dict[str, str]:
    parts = [part["id"] for part in item.content["parts"]]
    given = [text for text in texts if text.strip()]
    return dict(zip(parts, texts, strict=False)) if parts and len(given) > 1 else "\n".join(given)


READERS: Mapping[str, Any] = {
    "blanks": _texts_of_blanks,
    "true-false": _truth,
    "check-one": _options,
    "check-all": _options,
    "narrative": _written,
}
