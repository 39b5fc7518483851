"""The drawing of three circles: regions, boxes, lines."""

from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.circles import (
    ALL,
    BOXES,
    CENTRES,
    LINE_HEIGHT,
    RADIUS,
    REGIONS,
    SIZE,
    SMALLEST,
    Box,
    Caption,
    fitted,
    frame,
    label_size,
    length,
    lines_of,
    region_at,
    ring_box,
    size_in,
    wrap,
)

WORDS = st.lists(st.text("abcdefgh 国", min_size=1, max_size=30), max_size=12)


@pytest.mark.parametrize(
    ("point", "circles"),
    [
        ((0, 0), {0, 1, 2}),
        ((0, -300), {0}),
        ((-250, 150), {1}),
        ((250, 150), {2}),
        ((-150, -100), {0, 1}),
        ((150, -100), {0, 2}),
        ((0, 150), {1, 2}),
        ((-450, -300), set()),
        ((0, -390), {0}),
        ((0, -391), set()),
    ],
)
def test_a_point_lies_in_the_circles_it_is_near_to(point, circles):
    assert region_at(*point) == circles


@pytest.mark.parametrize("circle", ALL)
def test_the_centre_of_a_circle_lies_in_it(circle):
    assert circle in region_at(*CENTRES[circle])


def test_there_are_seven_regions_and_the_outside_each_with_a_box():
    assert len(REGIONS) == 8
    assert set(BOXES) == set(REGIONS)


@pytest.mark.parametrize("region", REGIONS, ids=lambda region: "".join(map(str, sorted(region))) or "outside")
def test_a_box_lies_within_its_region(region):
    box = BOXES[region]
    steps = range(11)
    points = [(box.x + box.width * i / 10, box.y + box.height * j / 10) for i in steps for j in steps]
    assert {region_at(*point) for point in points} == {region}


@pytest.mark.parametrize("circle", ALL)
def test_a_caption_keeps_away_from_the_other_circles(circle):
    box = BOXES[frozenset({circle})]
    steps = range(11)
    points = [(box.x + box.width * i / 10, box.y + box.height * j / 10) for i in steps for j in steps]
    others = [centre for n, centre in enumerate(CENTRES) if n != circle]
    assert min(dist(point, centre) - RADIUS for point in points for centre in others) >= 12


def test_captions_have_one_size_that_fits_the_longest():
    names = ["Peace and security", "Humanitarian", "Development"]
    captions = [Caption(BOXES[frozenset({n})], name, ["UNDP"]) for n, name in enumerate(names)]
    size = label_size(captions)
    labels = [line for caption in captions for line in lines_of(caption, size) if line.kind == "label"]
    assert ([line.text for line in labels], {line.size for line in labels}) == (names, {size})
    assert label_size([]) == SIZE


def overlap(one, two):
    return (
        one.x < two.x + two.width
        and two.x < one.x + one.width
        and one.y < two.y + two.height
        and two.y < one.y + one.height
    )


@pytest.mark.parametrize("ring", [0, 1])
def test_boxes_of_a_ring_lie_between_its_frames_and_apart(ring):
    boxes = [ring_box(ring, region) for region in REGIONS]
    outer, inner = frame(ring + 1), frame(ring)
    for box in boxes:
        assert not overlap(box, inner)
        assert all(
            outer.x <= x <= outer.x + outer.width and outer.y <= y <= outer.y + outer.height for x, y in box.corners
        )
    assert not [1 for n, one in enumerate(boxes) for two in boxes[n + 1 :] if overlap(one, two)]


def test_everything_lies_within_the_innermost_frame():
    inner = frame(0)
    for box in BOXES.values():
        assert all(
            inner.x <= x <= inner.x + inner.width and inner.y <= y <= inner.y + inner.height for x, y in box.corners
        )


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 100, []),
        ("UNICEF", 100, ["UNICEF"]),
        ("Save the Children", 150, ["Save the", "Children"]),
        ("Coordination", 135, ["Coordination"]),
        ("an Organisation", 100, ["an", "Organisation"]),
        ("Donaudampfschifffahrt", 100, ["Donaudampfschif", "ffahrt"]),
        ("国际红十字", 100, ["国际红", "十字"]),
    ],
)
def test_text_is_broken_between_words_and_within_one_only_where_it_would_be_too_small(text, width, lines):
    assert wrap(text, width) == lines


@pytest.mark.parametrize(
    ("text", "width", "size"), [("", 100, 28), ("UNICEF", 100, 28), ("Coordination", 135, 20), ("Coordination", 80, 12)]
)
def test_a_long_word_is_written_smaller(text, width, size):
    assert size_in(text, width) == size


@pytest.mark.parametrize(
    ("texts", "room", "expected"),
    [
        ([], 3, []),
        (["A", "B"], 2, [("text", "A"), ("text", "B")]),
        (["A", "B", "C"], 2, [("text", "A"), ("more", "+2")]),
        (["A", "Save the Children", "C"], 3, [("text", "A"), ("more", "+2")]),
        (["A", "B"], 1, [("more", "+2")]),
        (["A"], 0, []),
    ],
)
def test_what_does_not_fit_is_counted(texts, room, expected):
    assert fitted(texts, 150, room) == expected


@given(WORDS, st.sampled_from(REGIONS), st.sampled_from(["", "Peace and security"]))
def test_lines_stay_in_their_box_and_every_text_is_shown_or_counted(texts, region, label):
    box = BOXES[region]
    texts = [text for text in texts if text.split()]
    lines = lines_of(Caption(box, label, texts))
    assert all(box.y <= line.y - LINE_HEIGHT + 5 and line.y <= box.y + box.height for line in lines)
    assert all(length(line.text) * line.size / SIZE <= box.width for line in lines)
    assert all(SMALLEST <= line.size <= SIZE for line in lines)
    more = sum(int(line.text) for line in lines if line.kind == "more")
    shown = [line.text for line in lines if line.kind == "text"]
    assert shown == [line for text in texts[: len(texts) - more] for line in wrap(text, box.width)]


@given(st.text(max_size=60), st.integers(31, 400))
def test_wrapping_keeps_every_letter_in_order(text, width):
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(length(line) * size_in(line, width) / SIZE <= width for line in lines)


def test_a_box_tells_its_corners_and_middle():
    box = Box(10, 20, 30, 40)
    assert (box.corners, box.middle) == ([(10, 20), (10, 60), (40, 20), (40, 60)], 25)
