from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import Activity, Phase
from assessments.models import EnemyPair, KeyRevision, Misconception, Question, QuestionVersion
from content.loader import Change, Difference, PackError, load_packs, preview_packs, summary_lines
from content.pack import read_packs
from courses.models import Course, Module
from lessons.models import Lesson, LearningOutcome, Media, Section, Slide, Term
from tests.content.builders import SVG, bank_file, edit, lesson_file, write_course
from tests.content.test_pack import REAL

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path)


def load(course, now=MONDAY):
    """Load a course and return the changes of its lesson."""
    differences = load_packs(packs=read_packs([course]), now=now)
    return differences[1].changes


def writes(captured):
    return [query["sql"] for query in captured if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
