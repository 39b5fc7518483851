"""Fixtures for tests of activities."""

from tests.assessments.crowd import crowd  # noqa: F401  # a fixture for every test here
