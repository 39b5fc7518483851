"""Backups: one file each, with a manifest that says what has to be in it.

``archive`` is the file; ``sqlite`` and ``postgresql`` are the two kinds of database; ``making``, ``restoring`` and
``verifying`` are what people ask for.
"""
