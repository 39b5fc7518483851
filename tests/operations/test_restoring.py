"""The secret key of a backup comes back, and what is said about it."""

import pytest

from operations.backups.restoring import bring_back_key
from tests.factories import NOW

OF_BACKUP, OTHER = "of-the-backup-" * 5, "another-key-" * 5


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, ["The secret key of the backup is in force: "]),
        (OF_BACKUP, ["FIELDSCHOOL_SECRET_KEY is in force.", "nothing is to be done"]),
        (OTHER, ["is NOT in force", "Set FIELDSCHOOL_SECRET_KEY to what the file holds, on every node"]),
    ],
)
def test_which_key_is_in_force_is_said_and_the_key_itself_is_not(folder, settings, given, said):
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"secret_key": given})
    sentence = bring_back_key(OF_BACKUP, NOW)
    assert [words for words in said if words not in sentence] == []
    assert OF_BACKUP not in sentence
    assert (folder / "secret_key").read_text() == OF_BACKUP


def test_a_key_that_was_there_is_kept_aside(folder):
    (folder / "secret_key").write_text(OTHER)
    for _ in range(2):
        bring_back_key(OF_BACKUP, NOW)
    kept = [file.read_text() for file in folder.iterdir() if file.name.startswith("secret_key.before-")]
    assert ((folder / "secret_key").read_text(), kept) == (OF_BACKUP, [OTHER])


def test_what_is_put_aside_within_the_same_second_takes_no_name_that_is_taken(folder):
    keys = [OTHER, OF_BACKUP, OTHER]
    (folder / "secret_key").write_text("the-first-" * 5)
    for key in keys:
        bring_back_key(key, NOW)
    kept = {file.name: file.read_text() for file in folder.iterdir() if file.name.startswith("secret_key.before-")}
    moment = f"secret_key.before-{NOW:%Y%m%dT%H%M%SZ}"
    assert kept == {moment: "the-first-" * 5, f"{moment}-2": OTHER, f"{moment}-3": OF_BACKUP}
