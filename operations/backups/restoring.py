"""Restoring a backup: into an installation at rest, with what was there kept aside, and checked afterwards."""

import socket
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from config.data_folder import make_private_folder, sole_use_of
from operations.actions import note_backup, note_verified
from operations.backups.archive import Manifest, private_folder, read_manifest, take_out_database, take_out_secret_key
from operations.backups.aside import aside_of
from operations.backups.making import store_of_installation
from operations.backups.stores import Contents, Store, StoreError, differences

ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


class NotRestoredError(Exception):
    """Nothing was changed; the message says why and what to do."""


@dataclass(frozen=True)
class Restored:
    """What came of a restore. ``aside`` says where the former data are, "" when there were none.

    ``key`` says in words which secret key is in force from now on and what to do, "" when none was asked for.
    """

    manifest: Manifest
    aside: str
    n_migrations_to_apply: int
    key: str = ""


def restore_backup(*, file: Path, now: datetime, is_replacing: bool = False, with_secret_key: bool = False) -> Restored:
    """Put the database of a backup into this installation, and check it against the manifest.

    Raises BadBackupError, NotRestoredError, DataFolderInUseError and StoreError.
    """
    manifest, store = read_manifest(file), store_of_installation()
    n_to_apply = _check_fits(file, manifest, store)
    secret_key = take_out_secret_key(file) if with_secret_key else ""
    make_private_folder(settings.DATA_DIR)
    with sole_use_of(settings.DATA_DIR), private_folder(settings.DATA_DIR) as drafts:
        _let_go()
        _check_at_rest(store)
        if not is_replacing:
            _check_empty(store)
        database = drafts / "database"
        take_out_database(file, manifest, database)
        aside = store.replace_with(database, now)
        key = bring_back_key(secret_key, now) if secret_key else ""
        wrong = differences(Contents(manifest.engine_version, manifest.migrations, manifest.rows), store.contents())
    if wrong:
        where = f" What was there before is in {aside}." if aside else ""
        raise StoreError(f"The restored database is not the one that was saved: {' '.join(wrong[:5])}{where}")
    if not n_to_apply:  # otherwise the table may not be there yet
        _note(file, manifest, now)
    return Restored(manifest, aside, n_to_apply, key)


def _note(file: Path, manifest: Manifest, now: datetime) -> None:
    """Note the backup in the database that came out of it: it was made after that moment, and it restores."""
    note_backup(name=file.name, host=socket.gethostname(), n_bytes=file.stat().st_size, now=manifest.made_at)
    note_verified(name=file.name, now=now)


def _check_fits(file: Path, manifest: Manifest, store: Store) -> int:
    """Return how many migrations have to be applied afterwards. Raises NotRestoredError."""
    if manifest.engine != store.engine:
        made_from, here = ENGINES[manifest.engine], ENGINES[store.engine]
        raise NotRestoredError(
            f"{file} was made from {made_from}, and this installation runs on {here}. Set FIELDSCHOOL_DATABASE_URL to "
            f"a database of {made_from}" + (", or leave it out." if manifest.engine == "sqlite" else ".")
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    newer = [name for name in manifest.migrations if name not in known]
    if newer:
        raise NotRestoredError(
            f"{file} was made by Fieldschool {manifest.version}, which is newer than this program "
            f"(it knows no migration {newer[0]}). Install that version first, then restore."
        )
    return len(known - set(manifest.migrations))


def _let_go() -> None:
    """Close every connection of this process, so that it does not find itself in the way."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]


def _check_at_rest(store: Store) -> None:
    n_others = store.n_others()
    if n_others:
        raise NotRestoredError(
            f"{n_others} programs are connected to the database. Stop Fieldschool on every node first "
            "(systemctl stop), and close other tools, then restore."
        )


def _check_empty(store: Store) -> None:
    try:
        is_empty = store.contents().is_empty
    except StoreError as problem:
        raise NotRestoredError(f"{problem} To put the backup into its place, add --replace.") from problem
    if not is_empty:
        raise NotRestoredError(
            "The database holds data. Add --replace to put the backup into its place: what is there is kept aside."
        )


def bring_back_key(secret_key: str, now: datetime) -> str:
    """Write the secret key of the backup into the data folder; another one that was there is kept aside.

    Return which key is in force from now on, and what to do when it is not this one.
    """
    file = settings.DATA_DIR / "secret_key"
    draft = file.with_name(f"{file.name}.new")
    draft.touch(mode=0o600)
    draft.write_text(secret_key, encoding="ascii")
    if file.exists() and file.read_text(encoding="ascii").strip() != secret_key:
        file.rename(aside_of(file, now))
    draft.replace(file)
    return _key_in_force(secret_key, file)


def _key_in_force(secret_key: str, file: Path) -> str:
    given = settings.ENVIRONMENT.secret_key
    if not given:
        return f"The secret key of the backup is in force: {file}."
    if given == secret_key:
        return "FIELDSCHOOL_SECRET_KEY is in force. It is the secret key of the backup: nothing is to be done."
    return (
        f"The secret key of the backup is in {file}, but it is NOT in force: FIELDSCHOOL_SECRET_KEY is set, and is "
        "another one. With it no PIN, session or authenticator app fits. Set FIELDSCHOOL_SECRET_KEY to what the file "
        "holds, on every node, or take it out of the settings where they share this folder. Then start Fieldschool."
    )
