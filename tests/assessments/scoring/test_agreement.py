"""The engine against an expert marker: answers judged by hand from the lesson's own answers.

``answers/`` has a table for each fill-in question. ``fair_verdict`` and ``fair_score`` are what a marker with
the lesson at hand would give.
"""

import csv
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from assessments.scoring import score
from tests.assessments.scoring.bank import answer, items, vocabulary

TABLES = sorted(Path(__file__).with_name("answers").glob("*.csv"))
GUIDE = Path(__file__).parents[3] / "docs/scoring.md"
LEAST_ANSWERS, LEAST_AGREEMENT = 20, Fraction(98, 100)


@cache
def results(table):
    """Return the rows of a table, each with the fair verdict and score and the engine's."""
    with table.open(newline="", encoding="utf-8") as file:
        return [(row, fair(row), judged(row)) for row in csv.DictReader(file)]


def fair(row):
    return row["fair_verdict"], Fraction(row["fair_score"])


def judged(row):
    """Return what the engine says. In a table, an empty answer is wrong."""
    texts = [row[name] for name in row if name.startswith("answer_")]
    scored = score(items()[row["question"]], answer(row["question"], *texts), vocabulary())
    return str(scored.verdict).replace("unanswered", "wrong"), scored.score


def n_agreed(table):
    return sum(expected == found for _, expected, found in results(table))


def test_every_fill_in_question_has_a_table():
    sources = {source for source, item in items().items() if item.type == "blanks"}
    assert {table.stem for table in TABLES} == sources
    assert {row["question"] for table in TABLES for row, _, _ in results(table)} == sources


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_an_expert_agrees(table):
    n_answers = len(results(table))
    assert n_answers >= LEAST_ANSWERS
    assert Fraction(n_agreed(table), n_answers) >= LEAST_AGREEMENT


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_nothing_earns_more_than_it_deserves(table):
    assert [row for row, (_, deserved), (_, earned) in results(table) if earned > deserved] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_what_is_right_is_never_called_wrong(table):
    assert [row for row, (_, deserved), (verdict, _) in results(table) if deserved and verdict == "wrong"] == []


def test_the_guide_states_the_agreement():
    """The table in docs/scoring.md is what the engine does today."""
    counts = [(table.stem, len(results(table)), n_agreed(table)) for table in TABLES]
    counts.append(("all", sum(n for _, n, _ in counts), sum(agreed for _, _, agreed in counts)))
    stated = [f"| {name} | {n} | {agreed} | {agreed / n:.1%} |" for name, n, agreed in counts]
    assert [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line in stated] == stated
