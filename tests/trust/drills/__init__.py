"""Trials that run inside an installation of their own: ``python -m tests.trust.drills NAME OPTIONS``."""
