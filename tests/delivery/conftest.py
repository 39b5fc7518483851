"""What holds for every test of the start page."""

import pytest

from delivery.kept import forget
from tests.assessments.crowd import crowd  # noqa: F401  # a fixture of every test here
from tests.delivery.listening import delivery, follow, rows, server  # noqa: F401  # fixtures of tests of streams
from tests.delivery.rooms import phone, teacher  # noqa: F401  # fixtures of tests of questions to the room


@pytest.fixture(autouse=True)
def no_slides_of_another_test():
    """Primary keys come again in each test."""
    forget()
