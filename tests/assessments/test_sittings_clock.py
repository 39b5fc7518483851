"""The clock of a quiz on its page, for those who look after the cohort: what is over, and when it opens and closes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Attempt, Sitting
from assessments.reports.sittings import Stage
from courses.models import AuditRow
from tests.assessments.factories import AttemptFactory, FormFactory, SittingFactory
from tests.factories import NOW, EnrolmentFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sitting():
    return SittingFactory(form_a=FormFactory(types=["true-false"]), opens_at=NOW, minutes=20)


@pytest.fixture
def staff(client, sitting):
    client.force_login(EnrolmentFactory(cohort=sitting.cohort, instructor=True).user)
    return client


def page(sitting):
    return reverse("assessments:sitting", args=[sitting.pk])


def test_what_phones_that_vanished_have_saved_is_taken_in_while_the_quiz_stays_open(staff, sitting):
    now = timezone.now()
    going_on = AttemptFactory(sitting=sitting, deadline=now + 9 * MINUTE)
    assert "Take in what was saved" not in staff.get(page(sitting)).content.decode()
    over = AttemptFactory(sitting=sitting, deadline=now - 9 * MINUTE)
    button = reverse("assessments:sitting-change", args=[sitting.pk, "take-in"])
    text = staff.get(page(sitting)).content.decode()
    assert ("The time of 1 learner is over" in text, f'action="{button}"' in text) == (True, True)
    assert [staff.post(button)["Location"] for _ in range(2)] == [page(sitting)] * 2
    over.refresh_from_db()
    assert (over.close_reason, list(Attempt.objects.open())) == ("expired", [going_on])
    response = staff.get(page(sitting))
    left = "Take in what was saved" in response.content.decode()
    assert (response.context["status"].stage, left) == (Stage.OPEN, False)


# --- opening and closing -------------------------------------------------------------------------------

ENDED = NOW + 47 * MINUTE + timedelta(seconds=27, microseconds=9)


def set_clock(staff, sitting, **changes):
    """Change what the page shows of the times, and send it."""
    form = staff.get(page(sitting)).context["form"]
    shown = {name: field.widget.format_value(form[name].value()) or "" for name, field in form.fields.items()}
    return staff.post(reverse("assessments:sitting-clock", args=[sitting.pk]), shown | changes)


@pytest.mark.parametrize("zone", ["UTC", "Africa/Nairobi", "America/New_York"])
def test_a_time_that_is_left_as_it_is_stays_to_the_second_though_it_has_passed(staff, sitting, settings, zone):
    settings.TIME_ZONE = zone
    Sitting.objects.update(closes_at=ENDED)
    assert set_clock(staff, sitting, opens_at="2026-03-01T10:00").status_code == 302
    sitting.refresh_from_db()
    opened_at = datetime(2026, 3, 1, 10, tzinfo=ZoneInfo(zone))
    assert (sitting.opens_at, sitting.closes_at) == (opened_at, ENDED)


def test_who_sends_the_times_as_they_are_changes_nothing(staff, sitting):
    Sitting.objects.update(opens_at=ENDED - timedelta(seconds=9), closes_at=ENDED)  # within one minute
    assert set_clock(staff, sitting).status_code == 302
    sitting.refresh_from_db()
    assert (sitting.opens_at, sitting.closes_at, AuditRow.objects.count()) == (ENDED - timedelta(seconds=9), ENDED, 0)


def test_another_time_to_close_must_not_have_passed(staff, sitting):
    Sitting.objects.update(closes_at=ENDED)
    response = set_clock(staff, sitting, closes_at="2026-03-02T10:18")
    assert (response.status_code, "This time has passed" in response.content.decode()) == (422, True)
    assert set_clock(staff, sitting, closes_at="").status_code == 302
    sitting.refresh_from_db()
    assert (sitting.opens_at, sitting.closes_at) == (NOW, None)
