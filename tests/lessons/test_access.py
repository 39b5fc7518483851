"""The doors to lessons, and the addresses that lead to them."""

import pytest
from django.http import Http404
from django.urls import Resolver404, resolve, reverse

from content.schema.values import SLUG
from lessons.access import get_readable_media
from lessons.apps import ContentId
from tests.factories import MediaFactory

DIGEST = "5d" * 32


@pytest.mark.parametrize("retired", [[False, True], [True, False], [False, False]])
def test_a_renamed_or_copied_picture_is_found(world, retired):
    pictures = [
        MediaFactory(lesson=world.lesson, path=f"media/{n}.svg", digest=DIGEST, is_retired=is_retired)
        for n, is_retired in enumerate(retired)
    ]
    assert get_readable_media(world.learner, world.lesson.slug, DIGEST) == pictures[retired.index(False)]


def test_a_picture_that_left_the_files_is_found_for_classes_that_still_show_it(world):
    left = MediaFactory(lesson=world.lesson, path="media/left.svg", digest=DIGEST, is_retired=True)
    assert get_readable_media(world.learner, world.lesson.slug, DIGEST) == left


def test_a_picture_of_another_lesson_is_not_found(world):
    MediaFactory(path="media/other.svg", digest=DIGEST)
    with pytest.raises(Http404):
        get_readable_media(world.learner, world.lesson.slug, DIGEST)


ADDRESSES = [
    "/lessons/{}/",
    "/lessons/{}/summary/",
    "/lessons/{}/present/",
    "/lessons/{}/present/topic/",
    "/lessons/{}/activities/",
    "/lessons/{}/questions/",
    "/lessons/{}/forms/",
    "/lessons/{}/forms/assemble/",
    "/lessons/{}/statements/",
    "/lessons/mission-partners/slides/{}/",
    "/lessons/mission-partners/slides/{}/read/",
    "/lessons/mission-partners/media/{}/",
    "/lessons/mission-partners/present/{}/",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", ["a%00b", "%00", "A", "a b", "-", "é"])
def test_what_is_no_id_is_not_found(client, world, address, name):
    client.force_login(world.instructor)
    assert client.get(address.format(name)).status_code == 404


@pytest.mark.parametrize("digest", ["5d" * 31, "5d" * 33, "5D" * 32, "zz" * 32])
def test_what_is_no_digest_has_no_address(digest):
    with pytest.raises(Resolver404):
        resolve(f"/lessons/wells/media/{digest}/")


@pytest.mark.parametrize("slug", ["wells", "1.10", "un-partners.2"])
def test_what_authors_may_write_has_an_address(slug):
    assert reverse("lessons:slide", args=[slug, slug]) == f"/lessons/{slug}/slides/{slug}/"


def test_addresses_and_content_files_have_one_pattern():
    assert ContentId.regex == SLUG.pattern
