"""A messy roster in a real browser: uploaded, mended on the page, confirmed, taken out, uploaded again unchanged."""

import pytest
from playwright.sync_api import expect

from courses.models import Enrolment
from tests.assessments.classes import make_pair, sit
from tests.assessments.marked import teacher
from tests.browser.looks import HALF, look_at
from tests.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db(transaction=True)

GIVEN = ["Amélie", "Юрий", "أمينة", "明", "O'Neil", "María José", "Zoë", "Björn"]


def messy_roster():
    """Forty people as a ministry sends them: a title, semicolons, Excel's text cells, two rows nobody can take."""
    lines = ["Course list;;;", ";;;", "MATRICULE;Prénom;NOM;Équipe;Shoe size"]
    for n in range(40):
        given = "" if n == 7 else GIVEN[n % len(GIVEN)]
        family = "" if n == 7 else f" Family{chr(97 + n % 26)}{chr(97 + n // 26)}"
        number = '="0005"' if n == 20 else f'="{n + 1:04}"'
        number = '="0005"' if n == 4 else number
        lines.append(f"{number};{given};{family};Team {n % 4 + 1};42")
    return "\r\n".join([*lines, ";;;", ""]).encode("utf-16")


def seats(world):
    learners = world.cohort.enrolments.learners().exclude(user=world.learner)
    return sorted(learners.values_list("external_id", "user__name", "group__name"))


def test_a_messy_roster_comes_in_and_goes_out_again(laptop, sign_in, world, live_server, watch, axe, tmp_path):
    watch.expect(r"Failed to load resource.*422")
    sign_in(laptop, world.director)
    base = f"{live_server.url}/cohorts/{world.cohort.pk}/"
    laptop.goto(base)
    laptop.get_by_role("link", name="Roster: upload, change, take out").click()
    look_at(laptop, axe, HALF)
    laptop.set_viewport_size({"width": 1280, "height": 720})
    laptop.get_by_role("button", name="Look at the list").click()
    expect(laptop.locator(".errors")).to_contain_text("Choose a file first.")
    messy = {"name": "list.csv", "mimeType": "text/csv", "buffer": messy_roster()}
    laptop.get_by_label("List of learners").set_input_files(messy)
    laptop.get_by_role("button", name="Look at the list").click()
    expect(laptop.get_by_text("2 rows to mend")).to_be_visible()
    expect(laptop.get_by_text("Not read: Shoe size")).to_be_visible()
    look_at(laptop, axe, HALF)
    laptop.set_viewport_size({"width": 1280, "height": 720})
    EnrolmentFactory(cohort=world.cohort, user__name="Never Came")
    laptop.reload()
    laptop.get_by_text("Not in the file: they stay, unless you tick them").click()
    expect(laptop.get_by_role("checkbox", name=world.learner.name)).to_have_count(0)
    laptop.get_by_role("checkbox", name="Never Came").check()
    laptop.get_by_role("group", name="Row 11").get_by_label("Family name").fill("Missing")
    laptop.get_by_role("group", name="Row 24").get_by_label("Number").fill("0021")
    laptop.get_by_role("button", name="Check again").click()
    expect(laptop.get_by_text("40 new")).to_be_visible()
    expect(laptop.get_by_text("2 not in the file")).to_be_visible()
    expect(laptop.get_by_role("checkbox", name="Never Came")).to_be_checked()
    axe(laptop)
    laptop.get_by_role("button", name="Change the cohort like this").click()
    expect(laptop.get_by_role("heading", name="The list was taken over")).to_be_visible()
    look_at(laptop, axe, HALF)
    taken = seats(world)
    assert (len(taken), [number for number, _name, _group in taken]) == (40, [f"{n:04}" for n in range(1, 41)])
    for kind in ("Excel", "CSV"):
        laptop.goto(f"{base}roster/")
        with laptop.expect_download() as download:
            laptop.get_by_role("link", name=kind, exact=True).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        laptop.get_by_label("List of learners").set_input_files(path)
        laptop.get_by_role("button", name="Look at the list").click()
        expect(laptop.get_by_text("41 unchanged")).to_be_visible()
        expect(laptop.get_by_text("There is nothing to change.")).to_be_visible()
    assert seats(world) == taken


def test_one_learner_is_added_and_slips_are_printed(laptop, sign_in, world, live_server, axe):
    sign_in(laptop, world.instructor)
    base = f"{live_server.url}/cohorts/{world.cohort.pk}/roster/"
    laptop.goto(f"{base}learners/new/")
    look_at(laptop, axe, HALF)
    laptop.get_by_label("Name").fill("أمينة ديالو")
    laptop.get_by_label("Number").fill("0012")
    laptop.get_by_role("button", name="Save").click()
    expect(laptop.get_by_role("status").filter(has_text="is on the list")).to_be_visible()
    laptop.get_by_role("row", name="أمينة ديالو").get_by_role("link").click()
    look_at(laptop, axe, HALF)
    laptop.goto(f"{base}slips/")
    look_at(laptop, axe, HALF)
    laptop.get_by_role("button", name="Make new PINs and slips").click()
    expect(laptop.locator(".slip")).to_have_count(1)
    expect(laptop.locator(".slip")).to_contain_text("أمينة ديالو")
    look_at(laptop, axe, HALF)
    assert Enrolment.objects.named("أمينة ديالو").get().pin_digest


def test_eight_slips_fit_on_a_page(laptop, sign_in, world, live_server):
    for n in range(9):
        EnrolmentFactory(cohort=world.cohort, user__name=f"Person {chr(97 + n)}")
    sign_in(laptop, world.instructor)
    laptop.goto(f"{live_server.url}/cohorts/{world.cohort.pk}/roster/slips/")
    laptop.get_by_role("button", name="Make new PINs and slips").click()
    expect(laptop.locator(".slip")).to_have_count(9)
    assert laptop.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 2


def test_a_cohort_is_made_and_set(laptop, sign_in, world, live_server, axe):
    sign_in(laptop, world.director)
    laptop.goto(live_server.url)
    laptop.get_by_role("link", name="New cohort").click()
    look_at(laptop, axe, HALF)
    laptop.get_by_label("Name of the cohort").fill("April 2026")
    laptop.get_by_role("button", name="Make the cohort").click()
    laptop.get_by_role("link", name="April 2026").click()
    laptop.get_by_role("link", name="Settings").click()
    look_at(laptop, axe, HALF)


def test_results_leave_as_files(laptop, sign_in, live_server, axe, world, no_form_of_another_test):
    pre, post = make_pair()
    sit(pre, post, *[(1, 3), (2, 4), (3, 3), (0, 2), (2, 5)])
    sign_in(laptop, teacher(pre))
    laptop.goto(f"{live_server.url}/cohorts/{pre.cohort_id}/")
    laptop.get_by_role("link", name="Results as files").click()
    look_at(laptop, axe, HALF)
    laptop.set_viewport_size({"width": 1280, "height": 720})
    for table in ("Learners", "Answers", "Questions", "For research"):
        with laptop.expect_download() as download:
            laptop.get_by_role("region", name=table, exact=True).get_by_role("link", name="CSV").click()
        assert download.value.suggested_filename.endswith(".csv")
