"""Fixtures of every test here."""

from tests.assessments.crowd import crowd  # noqa: F401
