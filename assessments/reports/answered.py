"""What a cohort answered to questions of its results, for those that are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from assessments.evaluation.answers import NOTHING_GIVEN, Given, answers_of
from assessments.evaluation.choosers import wrong_options
from assessments.evaluation.distractors import drawing_the_strong, rest_of
from assessments.evaluation.rows import CohortResults, QuestionRow
from assessments.evaluation.showing import Showing
from assessments.evaluation.wording import drawn_in_words
from assessments.lesson_keys import LessonKeys, keys_of


def with_answers(results: CohortResults, rows: Sequence[QuestionRow]) -> list[QuestionRow]:
    """Return ``rows`` of ``results`` with what was chosen, and with the commonest answer that is not right."""
    sittings = [each for each in (results.pre, results.post) if each]
    if not rows or not sittings:
        return list(rows)
    keys = keys_of(sittings[-1].form_a.lesson_id)
    last = results.post if results.n_after else results.pre
    has_flags = Showing(results.quality.n).flags
    versions = {row.item.version_id for row in rows}
    answers = answers_of(sittings, versions, results.group, takers_at=last if has_flags else None)
    drawing = _drawing_the_strong(results, rows, keys, answers) if has_flags else {}
    return [
        replace(
            _answered(row, answers.get(row.item.version_id, NOTHING_GIVEN), keys, results),
            flags=[*row.flags, *map(drawn_in_words, drawing.get(row.item.version_id, ()))],
        )
        for row in rows
    ]


def _answered(row: QuestionRow, given: Given, keys: LessonKeys, results: CohortResults) -> QuestionRow:
    pre, post = (each.pk if each else None for each in (results.pre, results.post))
    last = post if results.n_after else pre
    key = keys.key_of(row.item.version_id)[1]
    return replace(
        row,
        choices=given.choices(row.item, key, pre, post),
        wrong=given.commonest_wrong(row.item, keys, last) if last else None,
        slips=given.slips(row.item, key, last) if last else None,
    )


def _drawing_the_strong(
    results: CohortResults, rows: Sequence[QuestionRow], keys: LessonKeys, answers: Mapping[int, Given]
) -> Mapping[int, Sequence[str]]:
    """Return the texts of wrong options that draw the strong, by version.

    Among those whose attempts say how the questions work: on the first form of the last quiz.
    """
    marks, quality = results.marks, results.quality
    columns = {column.version: place for place, column in enumerate(marks.columns)}
    judged = np.isin(np.arange(len(columns)), list(quality.facility))
    found = {}
    for item in (row.item for row in rows):
        column, wrong = columns[item.version_id], wrong_options(item, keys.key_of(item.version_id)[1])
        if judged[column] and wrong:
            chose = answers.get(item.version_id, NOTHING_GIVEN).chose
            own = {value: who for value, who in chose.items() if value in wrong}
            rest = rest_of(marks, quality.rows, column, judged)
            found[item.version_id] = [
                wrong[each] for each in drawing_the_strong(marks, quality.rows, column, rest, own)
            ]
    return found
