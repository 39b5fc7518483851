"""The pages of a lesson: who sees them, what they hold, and what they never hold."""

import re

import pytest
from django.urls import reverse

from lessons.models import Lesson, Reference, SlideVisit
from tests.factories import (
    CUE,
    KEY_MESSAGE,
    NOTE,
    SOURCE_NOTE,
    ActivityFactory,
    PhaseFactory,
    SlideFactory,
    TermFactory,
)

SECRETS = (NOTE, CUE, SOURCE_NOTE)
READER_PAGES = ["lesson", "summary", "words", "common-questions", "references", "handout"]
STAFF_PAGES = ["present", "screen"]


def address(name, *args):
    return reverse(f"lessons:{name}", args=["mission-partners", *args])


def body(response):
    return response.content.decode()


@pytest.mark.parametrize("name", READER_PAGES)
def test_a_learner_reads_every_page_and_no_page_holds_a_secret(client, world, name):
    client.force_login(world.learner)
    response = client.get(address(name))
    assert response.status_code == 200
    assert [secret for secret in (*SECRETS, KEY_MESSAGE) if secret in body(response)] == []


def test_what_to_prepare_with_is_for_those_who_teach(client, world):
    Reference.objects.update(about="See page 35.")
    said = {}
    for who in ("learner", "instructor"):
        client.force_login(getattr(world, who))
        page = body(client.get(address("references")))
        said[who] = [words in page for words in ("The Charter", "Read before you teach", "See page 35.")]
    assert said == {"learner": [True, False, False], "instructor": [True, True, True]}


REQUIRED, FURTHER = "Read before you teach", "To read further"


@pytest.mark.parametrize("kind", [*Reference.Kind, None])
def test_what_a_lesson_lacks_has_no_heading(client, world, kind):
    Reference.objects.update(kind=kind or "")
    if kind is None:
        Reference.objects.all().delete()
        world.lesson.common_questions.all().delete()
        world.lesson.terms.all().delete()
    client.force_login(world.instructor)
    references = body(client.get(address("references")))
    assert [REQUIRED in references, FURTHER in references] == [kind == each for each in Reference.Kind]
    words, questions = (body(client.get(address(name))) for name in ("words", "common-questions"))
    assert ["None yet." in words, "None yet." in questions] == [kind is None] * 2


def test_no_address_that_an_author_chose_is_said_to_be_the_sources(client, world):
    Reference.objects.update(kind="additional", address="https://example.org/wells")
    client.force_login(world.learner)
    page = body(client.get(address("references")))
    assert ("https://example.org/wells" in page, "as the source prints" in page) == (True, False)


@pytest.mark.parametrize("name", READER_PAGES)
def test_a_stranger_finds_nothing_and_nobody_is_asked_to_sign_in(client, world, name):
    response = client.get(address(name))
    assert (response.status_code, response["Location"]) == (302, f"{reverse('account_login')}?next={address(name)}")
    client.force_login(world.stranger)
    assert client.get(address(name)).status_code == 404


@pytest.mark.parametrize("name", STAFF_PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [("learner", 404), ("stranger", 404), ("other_instructor", 404), ("instructor", 200), ("director", 200)],
)
def test_staff_pages_are_for_those_who_teach_the_lesson(client, world, name, who, status):
    client.force_login(getattr(world, who))
    assert client.get(address(name)).status_code == status


def test_the_class_screen_holds_every_frame_and_no_secret(client, world):
    client.force_login(world.instructor)
    screen = body(client.get(address("screen")))
    assert screen.count('class="frame"') == 5 + 3 + 1
    assert [secret for secret in (*SECRETS, KEY_MESSAGE) if secret in screen] == []


def test_the_desk_holds_what_the_instructor_needs(client, world):
    client.force_login(world.instructor)
    desk = body(client.get(address("desk", "slide-1")))
    assert [secret for secret in (*SECRETS, KEY_MESSAGE) if secret not in desk] == []
    assert address("desk", "slide-2") in desk


@pytest.mark.parametrize(("minutes", "said"), [(25, "of 8:00 for the slides, 45 min with activities"), (0, "of 8:00")])
def test_the_clock_of_the_desk_says_what_its_minutes_are_for(client, world, minutes, said):
    Lesson.objects.update(interactive_minutes=minutes, total_minutes=45)
    client.force_login(world.instructor)
    desk = body(client.get(address("desk", "slide-1")))
    told = re.search(r"data-elapsed>0:00</span>\s*<span class=\"muted\">(.*?)</span>", desk, re.DOTALL)[1]
    assert " ".join(told.split()) == said


def test_the_screen_of_a_lesson_has_a_window_of_its_own(client, world):
    client.force_login(world.instructor)
    slug = world.lesson.slug
    assert f'target="lesson-screen-{slug}"' in body(client.get(address("desk", "slide-1")))


def test_the_desk_answers_htmx_with_the_stage_only(client, world):
    client.force_login(world.instructor)
    response = client.get(address("desk", "slide-1"), headers={"HX-Request": "true"})
    assert "<html" not in body(response)
    assert 'data-frame="slide-1"' in body(response)
    assert "HX-Request" in response["Vary"]


def test_an_unknown_frame_is_not_found(client, world):
    client.force_login(world.instructor)
    assert client.get(address("desk", "nowhere")).status_code == 404


def test_the_key_message_comes_after_the_slide_was_read(client, world):
    client.force_login(world.learner)
    page, read = address("slide", "slide-1"), address("slide-read", "slide-1")
    before = body(client.get(page))
    assert KEY_MESSAGE not in before
    assert [secret for secret in SECRETS if secret in before] == []
    assert client.post(read, follow=True).redirect_chain == [(page, 302)]
    after = body(client.get(page))
    assert KEY_MESSAGE in after
    assert [secret for secret in SECRETS if secret in after] == []


QUESTION = "What is the one thing to remember?"
EMPTY = {"reading": "", "examples": [], "bullets": []}


@pytest.mark.parametrize(("opened", "n_activities"), [("lanes", 1), ("again", 1), ("gone", 0), ("", 0)])
def test_a_slide_without_text_shows_its_activity_and_asks_nothing(client, world, opened, n_activities):
    lesson = world.lesson
    SlideFactory(section=world.slides[0].section, slug="opener", layout="activity", activity=opened, **EMPTY)
    secret = {"preparation": [NOTE], "debrief": [NOTE], "source_notes": [NOTE], "purpose": NOTE, "method": NOTE}
    lanes = ActivityFactory(lesson=lesson, slug="lanes", number="1.8.1", title="Lanes", **secret)
    ActivityFactory(lesson=lesson, slug="again", number="1.8.1", title="Lanes", plan_of=lanes, **secret)
    ActivityFactory(lesson=lesson, slug="gone", is_retired=True)
    PhaseFactory(activity=lanes, title="National partners", instructions=NOTE, prompts=[NOTE])
    PhaseFactory(activity=lanes, title="Left the file", is_retired=True)
    client.force_login(world.learner)
    page = body(client.get(address("slide", "opener")))
    told = " ".join(re.sub("<[^>]+>", " ", page).split())
    outline = "You do this together in class. Activity 1.8.1: Lanes ◷ 15 min National partners 4 to 5 min"
    assert (told.count(outline), "Left the file" in page, QUESTION in page) == (n_activities, False, False)
    assert [secret for secret in (*SECRETS, KEY_MESSAGE, "TOKEN-CHECKLIST") if secret in page] == []
    assert "I have read it: show the key message" in page


@pytest.mark.parametrize(
    "text", [{"bullets": ["One"]}, {"reading": "Read."}, {"examples": [{"title": "A", "text": "B"}]}]
)
def test_a_slide_with_anything_to_read_asks_for_the_one_thing_to_remember(client, world, text):
    SlideFactory(section=world.slides[0].section, slug="more", **{**EMPTY, **text})
    client.force_login(world.learner)
    assert QUESTION in body(client.get(address("slide", "more")))


def test_reading_a_slide_twice_is_one_visit(client, world):
    client.force_login(world.learner)
    for _ in range(2):
        assert client.post(address("slide-read", "slide-1")).status_code == 302
    assert list(SlideVisit.objects.values_list("user", "slide")) == [(world.learner.pk, world.slides[0].pk)]


def test_htmx_gets_the_key_message_alone(client, world):
    client.force_login(world.learner)
    response = client.post(address("slide-read", "slide-1"), headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "<html" not in body(response)
    assert KEY_MESSAGE in body(response)


def test_reading_a_page_writes_nothing(client, world):
    client.force_login(world.learner)
    client.get(address("slide", "slide-1"))
    assert client.get(address("slide-read", "slide-1"))["Location"] == address("slide", "slide-1")
    assert not SlideVisit.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "other_instructor"])
def test_a_stranger_cannot_mark_a_slide(client, world, who):
    client.force_login(getattr(world, who))
    assert client.post(address("slide-read", "slide-1")).status_code == 404
    assert not SlideVisit.objects.exists()


def test_progress_leads_to_the_next_slide(client, world):
    client.force_login(world.learner)
    client.post(address("slide-read", "slide-1"))
    page = client.get(address("lesson")).context["map"]
    assert (page.n_read, page.n_slides, page.next_slide) == (1, 3, world.slides[1])


def test_a_retired_slide_is_gone(client, world):
    world.slides[1].is_retired = True
    world.slides[1].save()
    client.force_login(world.learner)
    assert client.get(address("slide", "slide-2")).status_code == 404
    assert client.get(address("slide", "slide-1")).context["page"].following == world.slides[2]


@pytest.fixture
def closed(world):
    world.cohort.is_study_open = False
    world.cohort.save()


@pytest.mark.parametrize("name", READER_PAGES)
def test_learners_are_told_that_reading_is_closed(client, world, closed, name):
    client.force_login(world.learner)
    response = client.get(address(name))
    assert (response.status_code, response.templates[0].name) == (403, "lessons/closed.html")
    assert world.lesson.title not in body(response)


def test_reading_closes_between_the_slide_and_its_key_message(client, world, closed):
    client.force_login(world.learner)
    for response in (client.get(address("slide", "slide-1")), client.post(address("slide-read", "slide-1"))):
        assert (response.status_code, "Reading is closed for now" in body(response)) == (403, True)
    picture = client.get(address("media", world.media.digest))
    assert (picture.status_code, picture.has_header("Cache-Control")) == (403, False)
    assert not SlideVisit.objects.exists()


def test_closed_reading_is_open_to_those_who_teach_and_nothing_to_strangers(client, world, closed):
    for who, status in [("instructor", 200), ("director", 200), ("stranger", 404), ("other_instructor", 404)]:
        client.force_login(getattr(world, who))
        assert client.get(address("lesson")).status_code == status
    client.force_login(world.learner)
    assert client.get(reverse("lessons:lesson", args=["another"])).status_code == 404


def test_terms_of_the_text_are_explained_on_the_page(client, world):
    TermFactory(lesson=world.lesson, slug="unused", term="Somewhere else", acronym="", also=[])
    client.force_login(world.learner)
    page = client.get(address("slide", "slide-1"))
    assert [term.slug for term in page.context["page"].terms] == ["unct"]
    assert 'href="#term-unct"' in body(page)
    assert 'id="term-unct"' in body(page)


def test_a_handout_has_the_key_messages_of_the_slides_read(client, world):
    client.force_login(world.learner)
    client.post(address("slide-read", "slide-2"))
    assert body(client.get(address("handout"))).count(KEY_MESSAGE) == 1
    client.force_login(world.instructor)
    handout = body(client.get(address("handout")))
    assert handout.count(KEY_MESSAGE) == 3
    assert [secret for secret in SECRETS if secret in handout] == []


def test_a_picture_is_served_safely_and_may_be_kept(client, world):
    client.force_login(world.learner)
    response = client.get(address("media", world.media.digest))
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    assert response["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response["Cache-Control"]
    assert response.content == bytes(world.media.content)
    client.force_login(world.stranger)
    assert client.get(address("media", world.media.digest)).status_code == 404


@pytest.mark.parametrize(
    ("name", "args", "n_queries"),
    [("lesson", [], 8), ("slide", ["slide-1"], 8), ("screen", [], 8), ("handout", [], 11)],
)
def test_the_number_of_queries_is_the_same_for_3_and_60_slides(
    client, world, name, args, n_queries, django_assert_num_queries
):
    client.force_login(world.instructor)
    with django_assert_num_queries(n_queries):
        client.get(address(name, *args))
    SlideFactory.create_batch(57, section=world.slides[0].section)
    with django_assert_num_queries(n_queries):
        client.get(address(name, *args))


def test_signed_out_htmx_goes_to_the_sign_in_page_and_back_to_where_one_was(client, world):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver" + address("slide", "slide-1")}
    response = client.post(address("slide-read", "slide-1"), headers=headers)
    assert response.status_code == 200
    assert response["HX-Redirect"] == f"{reverse('account_login')}?next={address('slide', 'slide-1')}"


def test_what_a_page_fetches_in_the_background_leads_nobody_who_is_signed_out_away(client, world):
    headers = {"HX-Request": "true", "X-In-Background": "yes"}
    response = client.post(address("slide-read", "slide-1"), headers=headers)
    assert (response.status_code, response.content, "HX-Redirect" in response) == (401, b"", False)
