"""Fixtures for tests of assessments."""

from tests.assessments.crowd import crowd  # noqa: F401  # a fixture for every test here
