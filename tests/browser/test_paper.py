"""A quiz on paper: sheets that tell whose form they are, and answers typed in by keyboard alone."""

import shutil
import subprocess

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Attempt
from tests.browser.marking_world import SLUGS
from tests.browser.quizzes import open_quiz
from tests.factories import EnrolmentFactory


@pytest.fixture
def seat(world):
    return EnrolmentFactory(cohort=world.cohort, user__name="Eva Papel")


def test_a_paper_is_typed_in_without_the_mouse(laptop, sign_in, world, seat, live_server, axe, watch):
    watch.expect("422")  # questions are empty, which Chromium notes
    sitting = open_quiz(world, SLUGS, label="Quiz before the lesson")
    sign_in(laptop, world.instructor)
    laptop.goto(f"{live_server.url}{reverse('assessments:paper-entry', args=[sitting.pk])}?learner={seat.pk}")
    keys = laptop.keyboard
    expect(laptop.locator("#id_q0-partner")).to_be_focused()
    keys.type("UN Country Team")
    keys.press("Enter")
    expect(laptop.locator("#id_q1")).to_be_focused()
    expect(laptop.locator("form [role=alert]")).to_contain_text("Nothing is stored yet. 4 questions are empty:")
    keys.type("t")
    laptop.get_by_role("button", name="Store the answers").press("Enter")
    told = laptop.locator("form [role=alert]")
    expect(told).to_be_focused()
    expect(told).to_contain_text("3 questions are empty:")
    expect(laptop.locator("#id_q0-partner")).to_have_value("UN Country Team")
    axe(laptop)
    assert not Attempt.objects.exists()
    told.get_by_role("button", name="Store all the same").press("Enter")
    expect(laptop.get_by_text("The answers of Eva Papel are stored.")).to_be_visible()
    assert Attempt.objects.get().responses.count() == 2


@pytest.fixture
def crossed(world):
    """A quiz with two forms. The second has the label that comes first."""
    sitting = open_quiz(world, label="Partners, second half")
    sitting.form_b = open_quiz(world, SLUGS, label="Partners, first half").form_a
    sitting.save()
    return sitting


def sheets_of(page, tmp_path):
    """Return the text of each sheet of A4 that ``page`` prints, and the number at its foot without spaces."""
    file = tmp_path / "paper.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True).stdout.decode()
    sheets = text.split("\f")[:-1]
    return sheets, ["".join(sheet.rstrip().rpartition("\n")[2].split()) for sheet in sheets]


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_every_sheet_says_which_form_it_is_and_has_a_place_for_the_name(
    laptop, sign_in, world, crossed, live_server, tmp_path
):
    sign_in(laptop, world.instructor)
    laptop.goto(live_server.url + reverse("assessments:paper", args=[crossed.pk]))
    sheets, feet = sheets_of(laptop, tmp_path)
    names = ["Form A – Partners, second half" in sheet for sheet in sheets]
    n_first = names.count(True)
    assert min(n_first, len(sheets) - n_first) > 1
    assert names == [True] * n_first + [False] * (len(sheets) - n_first)
    for number, sheet in enumerate(sheets):
        letter, label, place = ("A", "second", number) if number < n_first else ("B", "first", number - n_first)
        assert f"Form {letter} – Partners, {label} half" in sheet
        assert (sheet.count("Name:"), feet[number]) == (1, f"{letter}·{place + 1}")


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_the_sheets_of_a_key_and_of_a_single_form_are_numbered(laptop, sign_in, world, crossed, live_server, tmp_path):
    sign_in(laptop, world.instructor)
    laptop.goto(live_server.url + reverse("assessments:paper-key", args=[crossed.pk]))
    sheets, feet = sheets_of(laptop, tmp_path)
    assert (sheets[0].count("Answer key"), feet[0], "B·1" in feet) == (1, "A·1", True)
    assert {foot[:2] for foot in feet} == {"A·", "B·"}
    single = open_quiz(world, SLUGS, label="Quiz before the lesson")
    laptop.goto(live_server.url + reverse("assessments:paper", args=[single.pk]))
    sheets, feet = sheets_of(laptop, tmp_path)
    assert [("Quiz before the lesson" in sheet, sheet.count("Name:")) for sheet in sheets] == [(True, 1)] * len(sheets)
    assert feet == [f"{number}/{len(sheets)}" for number in range(1, len(sheets) + 1)]
