import os

import pytest

from content.pack import read_packs
from content.svg import MAX_FAULTS, DrawingError, check_svg
from tests.content.builders import SVG, edit, lesson_file, problems_in, write_course

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 "
WHERE = "wells/lesson.yaml:46:19: sections[1].slides[1].media[1].file"
PLAIN = "(a drawing holds shapes and words only; save it as plain SVG)"


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path)


def name_picture(course, name):
    (course / "wells" / "media" / "well.svg").unlink()
    edit(lesson_file(course), "file: media/well.svg", f"file: {name}")


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("media/well.svg", SVG.encode(), "image/svg+xml"),
        ("media/deep/well.png", PNG, "image/png"),
        ("well.JPG", JPEG, "image/jpeg"),
        ("media/well-2_b.webp", WEBP, "image/webp"),
    ],
)
def test_pictures_are_read_with_their_type(course, name, content, media_type):
    name_picture(course, name)
    file = course / "wells" / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)

    [pack] = read_packs([course])

    assert pack.problems == ()
    [picture] = pack.lessons[0].media
    assert (picture.path, picture.media_type, picture.content) == (name, media_type, content)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("media/well.svg", "media/well.svg is not in the folder"),
        ("/etc/passwd", "must lie inside the lesson's folder (such as media/drawing.svg)"),
        ("media/../../well.svg", "must lie inside the lesson's folder (such as media/drawing.svg)"),
        ("./well.svg", "must lie inside the lesson's folder (such as media/drawing.svg)"),
        ("https://example.org/well.svg", "must lie inside the lesson's folder (such as media/drawing.svg)"),
        ("media\\well.svg", "has a \\ in its path (write / between folder and file)"),
        ("media/a well.svg", "should have a plain name (letters a-z, digits, and - _ . only, without spaces)"),
        ("media//well.svg", "should have a plain name (letters a-z, digits, and - _ . only, without spaces)"),
        ("media/well.gif", "is no kind of picture we show (one of .svg, .png, .jpg, .webp)"),
        ("media/well", "is no kind of picture we show (one of .svg, .png, .jpg, .webp)"),
    ],
)
def test_names_that_lead_nowhere_or_astray(course, name, expected):
    name_picture(course, name)

    assert problems_in(course) == [f"{WHERE}: {expected}"]


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_a_picture_must_be_what_its_name_says(course, suffix):
    name_picture(course, f"media/well.{suffix}")
    (course / "wells" / "media" / f"well.{suffix}").write_text("<script>alert(1)</script>")

    expected = f"is not what its name says, a .{suffix} picture (save it in that format)"
    assert problems_in(course) == [f"{WHERE}: {expected}"]


@pytest.mark.parametrize("suffix", ["svg", "jpg"])
def test_a_picture_of_another_kind_is_called_so(course, suffix):
    name_picture(course, f"media/well.{suffix}")
    (course / "wells" / "media" / f"well.{suffix}").write_bytes(PNG)

    assert problems_in(course) == [
        f"{WHERE}: is a .png picture, though its name ends in .{suffix} "
        f"(name it well.png, here and in the folder, or save it as .{suffix})"
    ]


def test_links_pipes_and_large_files_are_refused(course):
    picture = course / "wells" / "media" / "well.svg"

    picture.unlink()
    os.mkfifo(picture)
    assert problems_in(course) == [f"{WHERE}: is not an ordinary file"]
    picture.unlink()
    picture.symlink_to("/etc/hostname")
    assert problems_in(course) == [f"{WHERE}: is a link (put the file itself here)"]
    picture.unlink()
    with picture.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    assert problems_in(course) == [f"{WHERE}: is too large: 50.0 MiB (at most 1 MiB)"]


def test_a_media_folder_that_is_a_link_is_refused(course, tmp_path):
    media = course / "wells" / "media"
    media.rename(tmp_path / "elsewhere")
    media.symlink_to(tmp_path / "elsewhere")

    assert problems_in(course) == [
        f"{WHERE}: is a link (put the file itself here)",
        "wells/media:1:1: is a link (put the folder itself here)",
    ]


def test_pictures_that_no_slide_shows_are_named(course):
    media = course / "wells" / "media"
    (media / "old").mkdir()
    (media / "old" / "draft.svg").write_text(SVG)
    (media / "spare.png").write_bytes(PNG)
    (media / ".DS_Store").write_bytes(b"")
    (media / "Thumbs.db").write_bytes(b"")

    hint = "(name it under media of a slide, or delete it)"
    assert problems_in(course) == [
        f"wells/media/old/draft.svg:1:1: is used by no slide {hint}",
        f"wells/media/spare.png:1:1: is used by no slide {hint}",
    ]


def test_a_folder_with_thousands_of_files_is_refused(course):
    for number in range(501):
        (course / "wells" / "media" / f"{number}.png").write_bytes(PNG)

    assert problems_in(course) == ["wells/media:1:1: has too many files (at most 500)"]


def test_a_picture_on_two_slides_is_read_once(course):
    picture = "        media:\n          - file: media/well.svg\n            alt: Again.\n            credit: own\n"
    edit(lesson_file(course), "          - Keeps animals out\n", f"          - Keeps animals out\n{picture}")

    [pack] = read_packs([course])

    assert pack.problems == ()
    assert [file.path for file in pack.lessons[0].media] == ["media/well.svg"]


def test_a_refused_drawing_is_named_with_its_own_line(course):
    drawing = course / "wells" / "media" / "well.svg"
    edit(drawing, "  <title>A well</title>", "  <title>A well</title>\n  <script>alert(1)</script>")

    assert problems_in(course) == [f"wells/media/well.svg:3:3: <script> is not allowed {PLAIN}"]


def drawing(inside, attributes=""):
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()


@pytest.mark.parametrize(
    "inside",
    [
        '<g id="a"><circle cx="1" cy="1" r="1" fill="url(#b)" clip-path="url( \'#c\' )"/></g>',
        '<defs><linearGradient id="b"><stop offset="0"/></linearGradient></defs>',
        "<style>.a { fill: rgb(1 2 3); stroke: url(#b); transform: rotate(3deg) }</style>",
        '<path style="fill: url(#b)" transform="translate(1,2)"/><!-- a comment -->',
        "<title>é</title>",
        '<text><textPath href="#a">words</textPath><tspan aria-label="on (and) on">on</tspan></text>',
    ],
)
def test_harmless_drawings_pass(inside):
    check_svg(drawing(inside))
    check_svg(b"<?xml version='1.0' encoding='UTF-8'?>" + drawing(inside))


XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
HTML = "http://www.w3.org/1999/xhtml"
STYLE = "a style must not load anything or use @, \\ or unusual functions"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a well-formed drawing: no element found"),
        (b"plain text", "is not a well-formed drawing: syntax error"),
        (drawing("<g>"), "is not a well-formed drawing: mismatched tag"),
        (b"<svg/>", "is not an SVG drawing"),
        (b'<html xmlns="http://www.w3.org/2000/svg"/>', "is not an SVG drawing"),
        (drawing("<script/>"), "<script> is not allowed"),
        (drawing("<foreignObject/>"), "<foreignObject> is not allowed"),
        (drawing('<image href="a.png"/>'), "<image> is not allowed"),
        (drawing('<use href="#a"/>'), "<use> is not allowed"),
        (drawing("<animate/>"), "<animate> is not allowed"),
        (drawing("<a/>"), "<a> is not allowed"),
        (drawing(f'<h:script xmlns:h="{HTML}"/>'), "<script> is not allowed"),
        (drawing(f'<h:g xmlns:h="{HTML}"/>'), "<g> is not allowed"),
        (drawing("", 'onload="alert(1)"'), "the event handler onload is not allowed"),
        (drawing('<g ONCLICK="alert(1)"/>'), "the event handler onclick is not allowed"),
        (drawing('<textPath href="https://example.org"/>'), "href must not lead out of the file"),
        (drawing('<textPath xlink:href="javascript:alert(1)"/>', XLINK), "href must not lead out of the file"),
        (drawing('<textPath href=" data:text/html,x"/>'), "href must not lead out of the file"),
        (drawing("", 'xml:base="https://example.org/"'), "base must not lead out of the file"),
        (drawing('<g fill="url(https://example.org/a)"/>'), "fill must not lead out of the file"),
        (drawing('<g fill="URL( &quot;//example.org/a&quot;)"/>'), "fill must not lead out of the file"),
        (drawing('<g fill="u\\72l(//example.org/a)"/>'), "fill must not lead out of the file"),
        (drawing('<g style="fill: url(x.svg#a)"/>'), "style must not lead out of the file"),
        (drawing("<style>@import 'https://example.org/a.css';</style>"), STYLE),
        (drawing("<style>@im<![CDATA[port]]> 'x';</style>"), STYLE),
        (drawing("<style>g { fill: url(//example.org/a) }</style>"), STYLE),
        (drawing("<style>g { fill: u\\72l(//example.org/a) }</style>"), STYLE),
        (drawing("<style>g { background: image-set('//example.org/a' 1x) }</style>"), STYLE),
        (drawing('<g style="width: expression(alert(1))"/>'), STYLE),
        (
            drawing('<style>@import "//example.org/a";<g/></style>'),
            "a style holds text only",
        ),
        (drawing("<style><style/>@import '//example.org/a';</style>"), "a style holds text only"),
        (drawing("<style>g {}<title>x</title></style>"), "a style holds text only"),
        (b"<?xml-stylesheet href='x.css'?>" + drawing(""), "processing instructions <? ?> are not allowed"),
        (b"<!DOCTYPE svg>" + drawing(""), "a DOCTYPE, and so entities, are not allowed"),
        (
            b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + drawing("&b;"),
            "a DOCTYPE, and so entities, are not allowed",
        ),
        (
            b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + drawing("&a;"),
            "a DOCTYPE, and so entities, are not allowed",
        ),
        (drawing("<g>" * 50 + "</g>" * 50), "has too many elements inside each other"),
        (drawing("<g>" * 100_000), "has too many elements inside each other"),
        (drawing("é").decode().encode("latin-1"), "is not UTF-8 text"),
        (drawing("").decode().encode("utf-16"), "is not UTF-8 text"),
        (b"<?xml version='1.0' encoding='shift_jis'?>" + drawing(""), "must be UTF-8 text"),
    ],
)
def test_drawings_that_could_do_something_are_refused(content, message):
    with pytest.raises(DrawingError) as caught:
        check_svg(content)
    assert [fault.message for fault in caught.value.faults] == [message]


def test_every_fault_of_a_drawing_is_told_once_and_none_inside_what_is_refused(course):
    inside = '<g onclick="a()"/>\n<metadata><script/></metadata>\n<g onclick="b()" fill="url(x)"/>\n<image/><path>'
    (course / "wells" / "media" / "well.svg").write_bytes(drawing(inside))

    assert [problem.split(" (")[0] for problem in problems_in(course)] == [
        "wells/media/well.svg:1:42: the event handler onclick is not allowed",
        "wells/media/well.svg:2:1: <metadata> is not allowed",
        "wells/media/well.svg:3:1: fill must not lead out of the file",
        "wells/media/well.svg:4:1: <image> is not allowed",
        "wells/media/well.svg:4:17: is not a well-formed drawing: mismatched tag",
    ]


def test_no_more_faults_are_told_than_anybody_reads():
    with pytest.raises(DrawingError) as caught:
        check_svg(drawing("".join(f"<a{number}/>" for number in range(200))))
    assert len(caught.value.faults) == MAX_FAULTS


def test_a_picture_with_another_name_is_suggested(course):
    edit(lesson_file(course), "file: media/well.svg", "file: media/wel.svg")

    assert problems_in(course)[0] == f"{WHERE}: media/wel.svg is not in the folder (did you mean 'media/well.svg'?)"
