import json
import os

import pytest

from config.static_files import collect_when_changed, digest


@pytest.fixture
def source(tmp_path, settings):
    source = tmp_path / "source"
    source.mkdir()
    (source / "site.css").write_text("body { color: black }")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    return source


def served(settings):
    manifest = json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())
    return {name: (settings.STATIC_ROOT / stored).read_text() for name, stored in manifest["paths"].items()}


def test_collected_once(source, settings):
    assert (collect_when_changed(), collect_when_changed()) == (True, False)
    assert served(settings) == {"site.css": "body { color: black }"}


def edit(source):
    (source / "site.css").write_text("body { color: blue }")


def touch(source):
    os.utime(source / "site.css", (1, 1))


def add(source):
    (source / "more.css").write_text("")


def remove(source):
    (source / "site.css").unlink()


@pytest.mark.parametrize("change", [edit, touch, add, remove])
def test_collected_again_after_a_change(source, change):
    collect_when_changed()
    change(source)
    assert (collect_when_changed(), collect_when_changed()) == (True, False)


def test_what_was_edited_is_served(source, settings):
    collect_when_changed()
    edit(source)
    collect_when_changed()
    assert served(settings) == {"site.css": "body { color: blue }"}


def test_collected_again_when_the_folder_was_deleted(source, settings):
    collect_when_changed()
    (settings.STATIC_ROOT / "staticfiles.json").unlink()
    assert collect_when_changed()


def test_a_start_that_broke_off_is_taken_up_again(source, monkeypatch):
    collect_when_changed()
    edit(source)
    with monkeypatch.context() as broken:
        broken.setattr("config.static_files.call_command", lambda *args, **kwargs: fail())
        with pytest.raises(OSError, match="disk full"):
            collect_when_changed()
    assert collect_when_changed()


def fail():
    raise OSError("disk full")


def test_another_way_of_storing_changes_the_digest(source, settings):
    before = digest()
    settings.STATIC_URL = "/files/"
    assert digest() != before
