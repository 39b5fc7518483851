"""Bringing the database to what the content files say, and reporting every difference."""

from content.loader.changes import Change, Difference, summary_lines, table_lines
from content.loader.courses import PackError, load_packs, preview_packs, refuse_problems

__all__ = [
    "Change",
    "Difference",
    "PackError",
    "load_packs",
    "preview_packs",
    "refuse_problems",
    "summary_lines",
    "table_lines",
]
