"""Fixtures of these tests."""

from tests.assessments.crowd import crowd  # noqa: F401  # a fixture
