"""A clean start for tests that take assessments."""

import pytest

from assessments import lesson_keys, sheets


@pytest.fixture(autouse=True)
def no_form_of_another_test():
    forget_forms()


def forget_forms():
    """Forget frozen forms, kept in the process by keys that the next test's database gives out again."""
    sheets.forget_sheets()
    lesson_keys.forget_keys()
