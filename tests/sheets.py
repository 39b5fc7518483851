"""A clean start for tests that take assessments."""

import pytest

from assessments import lesson_keys, sheets


@pytest.fixture(autouse=True)
def no_form_of_another_test():
    """Frozen forms are kept in the process by their keys, and the next test's database gives those out again."""
    sheets.forget_sheets()
    lesson_keys.forget_keys()
