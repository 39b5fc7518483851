"""Two people change the same cohort in the same moment."""

import pytest

from courses import actions
from courses.actions import divide_into_groups, replace_pin
from tests.assessments.crowd import stop_in
from tests.factories import NOW, CohortFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_holds_a_cohort_stops_nobody_who_writes_what_happened_in_it(crowd, monkeypatch):
    """One holds the seat and writes of the cohort, the other holds the cohort and waits for the seat."""

    def make():
        cohort = CohortFactory()
        return cohort, EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=cohort, instructor=True).user

    ((cohort, seat, instructor),) = crowd([make])
    meanwhile = stop_in(monkeypatch, actions, "note_change")
    noted = {"by": instructor, "now": NOW}
    pin, _ = crowd(
        [
            lambda: replace_pin(enrolment=seat, **noted),
            lambda: meanwhile(lambda: divide_into_groups(cohort=cohort, n_groups=1, **noted)),
        ]
    )
    assert pin
    assert crowd([lambda: cohort.enrolments.learners().get().group.name]) == ["Group 1"]
