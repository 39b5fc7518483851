"""Which way SQLite writes to disk, and why.

Measured reasons: docs/architecture.md, "Database settings".
"""

WAL_SAFE_FROM = (3, 51, 3)
WAL_SAFE_PATCHES = {(3, 50): 7, (3, 44): 6}


def is_wal_safe(version: tuple[int, int, int]) -> bool:
    """Return whether this SQLite has the fix for the WAL-reset corruption bug of 3.7.0 to 3.51.2."""
    patch = WAL_SAFE_PATCHES.get(version[:2])
    return version >= WAL_SAFE_FROM or (patch is not None and version[2] >= patch)


def journal_pragmas(version: tuple[int, int, int]) -> str:
    """Return the ``PRAGMA`` statements under which a power cut loses no acknowledged answer."""
    if is_wal_safe(version):
        return "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    return "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;"
