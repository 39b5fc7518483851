"""Lists of learners are in the order of names as people look them up."""

import pytest
from django.urls import reverse

from assessments.exports.cohort import learners_sheet
from assessments.reports.attempts import attempt_lines
from assessments.reports.certificates import certificates_of
from courses.actions import rename_seats
from tests.assessments.classes import make_pair, sit
from tests.assessments.marked import teacher
from tests.factories import NOW

pytestmark = pytest.mark.django_db
NAMES = ["Ahmed", "Aïssatou", "Ana Paula", "benoît", "Émile", "Zoë"]


def test_names_are_sorted_whatever_their_accents_and_case_in_every_list(client):
    pre, post = make_pair()
    for seat, name in zip(sit(pre, post, *[(2, 3)] * len(NAMES)), reversed(NAMES), strict=True):
        seat.user.name = name
        seat.user.save()
        rename_seats(user=seat.user)
    client.force_login(teacher(pre))
    shown = client.get(reverse("assessments:results", args=[pre.cohort_id]), {"sort": "name"}).context
    in_file = [row[1] for row in learners_sheet(shown["results"]).rows]
    listed = [line.attempt.enrolment.user.name for line in attempt_lines(post)]
    candidates = [each.seat.user.name for each in certificates_of(pre.cohort, NOW).candidates]
    in_results = [row.name for row in shown["results"].learners]
    assert [[row.name for row in shown["page"]], in_results, in_file, listed, candidates] == [NAMES] * 5
