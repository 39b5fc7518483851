"""Every table by type of question has every type: whoever adds one is told here which tables lack it."""

import re
from typing import get_args

import pytest
from django.conf import settings

from assessments.answers import CHECKS
from assessments.choices import boxes_of, choices_of
from assessments.forms import keys, paper
from assessments.models import WRITTEN_TYPES, QuestionVersion
from assessments.reports.feedback import RIGHT
from assessments.reports.key_changes import key_changes
from assessments.reports.quiz import HINTS
from assessments.reports.typed_answers import READERS
from assessments.scoring.engine import SCORERS
from assessments.stems import TYPE_NAMES
from content.checks import questions
from content.checks.schema import QUESTION_TYPES
from content.schema.question import Question
from tests.assessments.factories import SAMPLES

TYPES = set(QuestionVersion.Type.values)


def types_of_authors():
    """Return the types that content.schema takes."""
    kinds = get_args(get_args(Question)[0])
    return {get_args(kind.model_fields["type"].annotation)[0] for kind in kinds}


def types_of_the_script():
    """Return the types whose answers static/js/quiz.js can read."""
    script = (settings.BASE_DIR / "static" / "js" / "quiz.js").read_text(encoding="utf-8")
    table = re.search(r"const KINDS = \{\n(.*?)\n  \};", script, re.DOTALL)[1]
    return {name.strip('"') for name in re.findall(r'^    ("[a-z-]+"|[a-z]+): \{', table, re.MULTILINE)}


@pytest.mark.parametrize(
    ("table", "types"),
    {
        "content/schema/question.py": types_of_authors(),
        "content/checks/schema.py": QUESTION_TYPES,
        "content/checks/questions.py": questions.CHECKS,
        "scoring/engine.py": SCORERS,
        "answers.py": CHECKS,
        "stems.py": TYPE_NAMES,
        "reports/quiz.py": HINTS,
        "reports/typed_answers.py": READERS,
        "forms/keys.py": keys.FORMS,
        "static/js/quiz.js": types_of_the_script(),
        "tests/assessments/factories.py": SAMPLES,
    }.items(),
)
def test_a_table_knows_every_type(table, types):
    assert set(types) == TYPES, table


@pytest.mark.parametrize(
    ("table", "types", "apart"),
    [("reports/feedback.py", RIGHT, "narrative"), ("forms/paper.py", paper.TAKEN, "blanks")],
)
def test_a_table_knows_every_type_but_the_one_that_is_done_apart(table, types, apart):
    assert set(types) | {apart} == TYPES, table


@pytest.mark.parametrize("kind", QuestionVersion.Type.values)
def test_one_writes_or_chooses_and_erasing_knows_which(kind):
    stem, content, key = SAMPLES[kind]
    version = QuestionVersion(type=kind, stem=stem, content=content)
    choices, boxes = choices_of(version, content.get("options", ())), boxes_of(version)
    assert (bool(boxes), bool(choices)) == (kind in WRITTEN_TYPES, kind not in WRITTEN_TYPES)
    assert key_changes(version, key, key) == []


def test_a_type_that_has_no_words_for_its_keys_is_told():
    with pytest.raises(ValueError, match="matching"):
        key_changes(QuestionVersion(type="matching"), {}, {})
