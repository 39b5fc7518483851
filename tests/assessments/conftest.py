"""Fixtures for tests of assessments."""

from tests.assessments.crowd import crowd  # noqa: F401  # a fixture for every test here
from tests.sheets import no_form_of_another_test  # noqa: F401  # a fixture of every test here
