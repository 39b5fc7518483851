"""Making a backup, beside a running server."""

import socket
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from operations.actions import note_backup
from operations.backups.archive import (
    Manifest,
    checksum,
    name_at,
    private_folder,
    remove_older,
    write_archive,
)
from operations.backups.postgresql import PostgresqlStore, store_parameters
from operations.backups.sqlite import SqliteStore
from operations.backups.stores import Store


@dataclass(frozen=True)
class Made:
    """A backup that was made, and older ones that were deleted."""

    file: Path
    manifest: Manifest
    removed: list[Path]


def store_of_installation() -> Store:
    """Return the database of this installation."""
    if connection.vendor == "postgresql":
        return PostgresqlStore(store_parameters())
    return SqliteStore(Path(settings.DATABASES["default"]["NAME"]))


def program_version() -> str:
    """Return the version of Fieldschool."""
    text = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def make_backup(*, folder: Path, now: datetime, n_kept: int | None = None, with_secret_key: bool = False) -> Made:
    """Save the database into ``folder``, note it, and delete all but the newest ``n_kept``. Raises StoreError.

    Nothing older is deleted before the new one is complete.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / name_at(now)
    with private_folder(folder) as drafts:
        database = drafts / "database"
        store = store_of_installation()
        contents = store.dump(database)
        manifest = Manifest.model_validate(
            {
                "made_at": now,
                "version": program_version(),
                "engine": store.engine,
                "engine_version": contents.engine_version,
                "migrations": contents.migrations,
                "rows": contents.rows,
                "database_bytes": database.stat().st_size,
                "database_sha256": checksum(database),
                "has_secret_key": with_secret_key,
            }
        )
        secret_key = settings.SECRET_KEY if with_secret_key else ""
        write_archive(file, manifest=manifest, database=database, secret_key=secret_key)
    removed = remove_older(folder, n_kept) if n_kept else []
    if "operations_backup" in contents.rows:  # an older installation about to be upgraded has no such table yet
        note_backup(name=file.name, host=socket.gethostname(), n_bytes=file.stat().st_size, now=now)
    return Made(file, manifest, removed)
