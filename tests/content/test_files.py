import os
import re
from pathlib import Path

import pytest

from content.files import UnreadableFileError, read_file


def refusal(folder, name, limit=10):
    with pytest.raises(UnreadableFileError) as caught:
        read_file(folder, name, limit=limit)
    return caught.value.message, caught.value.hint


def test_an_ordinary_file_is_read(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(b"0123456789")

    assert read_file(tmp_path, "a/b", limit=10) == b"0123456789"


def test_what_is_no_ordinary_file_is_refused_without_opening_it(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()

    assert refusal(tmp_path, "pipe") == ("is not an ordinary file", "")
    assert refusal(tmp_path, "folder") == ("is not an ordinary file", "")
    assert refusal(Path("/dev"), "zero") == ("is not an ordinary file", "")
    assert refusal(tmp_path, "absent") == ("is missing", "")
    assert refusal(tmp_path, "absent/file") == ("is missing", "")


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    with (tmp_path / "large").open("wb") as file:
        file.truncate(50 * 1024 * 1024)

    assert refusal(tmp_path, "large", limit=1024 * 1024) == ("is too large: 50.0 MiB", "at most 1 MiB")


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "growing"
    file.write_bytes(b"0123456789")
    status = file.stat()
    file.write_bytes(b"0123456789+")
    monkeypatch.setattr(Path, "lstat", lambda path: status)
    monkeypatch.setattr(os, "fstat", lambda descriptor: status)

    assert refusal(tmp_path, "growing")[0].startswith("is too large")


def test_links_are_refused_wherever_they_lead(tmp_path):
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (inside / "real").write_bytes(b"1")
    (outside / "secret").write_bytes(b"2")
    (inside / "near").symlink_to(inside / "real")
    (inside / "far").symlink_to(outside / "secret")
    (inside / "folder").symlink_to(outside)
    (inside / "loop").symlink_to(inside / "loop")

    for name in ("near", "far", "folder/secret", "loop"):
        assert refusal(inside, name) == ("is a link", "put the file itself here")
    assert refusal(inside, "../outside/secret") == ("lies outside the lesson's folder", "")


def test_the_given_folder_itself_may_be_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a").write_bytes(b"1")
    (tmp_path / "link").symlink_to(tmp_path / "real")

    assert read_file(tmp_path / "link", "a", limit=10) == b"1"


def test_other_failures_say_what_the_system_says(tmp_path):
    (tmp_path / "file").write_bytes(b"1")

    message, _ = refusal(tmp_path, "x" * 300)
    assert re.fullmatch(r"cannot be read: .+", message)
    message, _ = refusal(tmp_path, "file/below")
    assert re.fullmatch(r"cannot be read: .+", message)
