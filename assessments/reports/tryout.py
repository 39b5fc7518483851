"""Keys tried out: answers that an author made up, each with what it would earn."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from assessments.lesson_keys import keys_of
from assessments.models import Question
from assessments.reports.typed_answers import UnreadableError, read_answer
from assessments.scoring import Item, Scored, Verdict, Vocabulary, score
from assessments.scoring.values import ZERO, Rule
from lessons.models import Lesson

QUESTION, FIRST_ANSWER = "question", "answer_1"
RESULTS = ("verdict", "score", "rule", "matched", "feedback", "misconception")
ANSWER = re.compile(r"answer_(\d+)")
DELIMITERS = ",;\t"


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
        try:
            answer = read_answer(item, texts)
        except UnreadableError as error:
            return Scored(Verdict.REVIEW, ZERO, Rule.UNREADABLE, feedback=(str(error),))
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

    The columns may be parted by commas, semicolons or tabs; the first line tells.
    Raises TryoutError when a column is missing, a row has too many cells or a question is not known.
    """
    lines = iter(table)
    first = next(lines, "")
    rows = csv.reader(chain([first], lines), delimiter=max(DELIMITERS, key=first.count), strict=True)
    try:
        heading = next(rows, [])
        columns = _columns(heading)
        yield [*heading, *RESULTS]
        for number, row in enumerate(rows, start=2):
            if any(row):
                cells = _cells(row, len(heading), number)
                yield [*cells, *_results(tryout, [cells[i] for i in columns], number)]
    except csv.Error as error:
        raise TryoutError(f"line {rows.line_num}: this is not CSV: {error}") from None


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _columns(heading: Sequence[str]) -> list[int]:
    """Return where the question stands and then the answers, in their order."""
    places = {name.strip().casefold(): i for i, name in enumerate(heading)}
    for column in (QUESTION, FIRST_ANSWER):
        if column not in places:
            raise TryoutError(f'row 1: there is no column "{column}"')
    answers = sorted((int(found[1]), i) for name, i in places.items() if (found := ANSWER.fullmatch(name)))
    return [places[QUESTION], *(i for _number, i in answers)]


def _cells(row: Sequence[str], n_columns: int, number: int) -> list[str]:
    """Return the cells of a row, as many as the heading has."""
    if any(row[n_columns:]):
        raise TryoutError(
            f"row {number}: there are {len(row)} cells, but {n_columns} columns. "
            "Put an answer with a comma in quotation marks"
        )
    return [*row[:n_columns], *[""] * (n_columns - len(row))]


def _results(tryout: Tryout, cells: Sequence[str], number: int) -> list[str]:
    source, *answers = cells
    if source.strip().upper() not in tryout.items:
        known = ", ".join(tryout.items)
        raise TryoutError(f'row {number}: the lesson has no question "{source.strip().upper()}". It has {known}')
    return list(result_cells(tryout.judge(source.strip().upper(), answers)))


def result_cells(scored: Scored) -> Iterator[str]:
    """Yield the cells of ``RESULTS``. What was left empty is wrong here."""
    yield Verdict.WRONG if scored.verdict is Verdict.UNANSWERED else scored.verdict
    yield f"{float(scored.score):.4f}".rstrip("0").rstrip(".")
    yield scored.rule
    yield "; ".join(dict.fromkeys(match.form for match in scored.matched if match.typed and match.form))
    yield "\n\n".join(text.strip() for text in scored.feedback)
    yield "; ".join(scored.misconceptions)
