"""Zip archives of strangers: nothing is unpacked that could do harm, and the reason is said."""

import struct
import zipfile

import pytest

from content import archives
from content.archives import RefusedArchiveError, unpack
from tests.content.archives import LINK, archive_of, entry, zipped
from tests.content.builders import write_course

GOOD = ("course/course.yaml", b"format: 1\n")


def refusal(content, folder):
    with pytest.raises(RefusedArchiveError) as caught:
        unpack(content, folder)
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    return str(caught.value)


def test_a_course_comes_out_as_it_went_in(tmp_path):
    course = write_course(tmp_path / "in")
    out = tmp_path / "out"
    out.mkdir()
    unpack(zipped(course), out)
    packed = {path.relative_to(course): path.read_bytes() for path in course.rglob("*") if path.is_file()}
    found = {path.relative_to(out / course.name): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert found == packed


def test_what_systems_add_is_left_out(tmp_path):
    unpack(archive_of(GOOD, ("__MACOSX/._course", b"x"), ("course/.DS_Store", b"x"), ("course/._a", b"x")), tmp_path)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["course.yaml"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../outside", "leads out of the archive"),
        ("course/../../outside", "leads out of the archive"),
        ("course/./a", "leads out of the archive"),
        ("course//a", "leads out of the archive"),
        ("/etc/passwd", "begins at the root of a disk"),
        ("C:/windows/a", "begins at the root of a disk"),
        ("course\\..\\a", "has a backslash"),
        ("course/a\nb", "a name that cannot be used"),
        ("course/\u202egnp.exe", "a name that cannot be used"),
        ("course/" + "a" * 300, "a name that cannot be used"),
        ("a/b/c/d/e/f/g", "more than 6 folders deep"),
    ],
)
def test_ways_that_lead_elsewhere(tmp_path, name, said):
    assert said in refusal(archive_of(GOOD, (name, b"x")), tmp_path)


@pytest.mark.parametrize("again", ["course/course.yaml", "course/COURSE.yaml", "Course/course.yaml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_are_one_and_the_same_on_some_disk(tmp_path, again):
    assert "is there twice, or differs in case only" in refusal(archive_of(GOOD, (again, b"x")), tmp_path)


def test_letters_that_are_one_and_the_same(tmp_path):
    both = archive_of(("c/caf\u00e9", b"1"), ("c/cafe\u0301", b"2"))
    assert "is there twice" in refusal(both, tmp_path)


def test_a_file_that_is_also_a_folder(tmp_path):
    assert "is a file and a folder" in refusal(archive_of(("c/a", b"1"), ("c/a/b", b"2")), tmp_path)


def test_links_and_devices(tmp_path):
    link = entry("course/media", external_attr=LINK, create_system=3)
    assert "is a link or a device" in refusal(archive_of(GOOD, (link, b"/etc/passwd")), tmp_path)


def test_passwords(tmp_path):
    content = bytearray(archive_of(GOOD))
    content[content.index(b"PK\x01\x02") + 8] |= 1  # in the directory; the entry itself is left as it is
    assert "has a password" in refusal(bytes(content), tmp_path)


def test_unusual_packing(tmp_path):
    assert "is packed in an unusual way" in refusal(archive_of(GOOD, method=zipfile.ZIP_LZMA), tmp_path)


def test_bombs(tmp_path):
    bomb = archive_of(("course/course.yaml", b"0" * 10_000_000))
    assert len(bomb) < 20_000
    assert "would swell more than a hundredfold" in refusal(bomb, tmp_path)


def test_limits(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_ENTRIES", 3)
    many = archive_of(*[(f"c/{number}", b"x") for number in range(4)])
    assert refusal(many, tmp_path) == "There are more than 3 files in the archive."
    monkeypatch.setattr(archives, "MAX_UNPACKED", 10)
    assert "would come out of the archive" in refusal(archive_of(("c/a", b"x" * 11)), tmp_path)
    monkeypatch.setattr(archives, "MAX_UNPACKED", 100)
    monkeypatch.setattr(archives, "MAX_ENTRY_BYTES", 10)
    assert "is larger than" in refusal(archive_of(("c/a", b"x" * 11)), tmp_path)
    monkeypatch.setattr(archives, "MAX_BYTES", 10)
    assert "The file is larger than" in refusal(archive_of(GOOD), tmp_path)


def test_a_directory_that_lies_about_a_size(tmp_path):
    content = bytearray(archive_of(("course/a", b"x" * 1000), method=zipfile.ZIP_STORED))
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 10)
    assert "no zip archive that can be read" in refusal(bytes(content), tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"PK\x03\x04" + b"\0" * 50, b"not a zip", archive_of(GOOD)[:-30], b"PK\x05\x06" + b"\0" * 18],
)
def test_what_is_no_archive(tmp_path, content):
    assert refusal(content, tmp_path) in {
        "This is no zip archive that can be read. Pack the course folder again.",
        "The archive is empty.",
    }
