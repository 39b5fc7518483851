"""Fixtures for tests of assessments."""

import pytest

from tests.assessments.classes import make_pair
from tests.assessments.crowd import crowd  # noqa: F401  # a fixture for every test here
from tests.factories import EnrolmentFactory


@pytest.fixture
def pair():
    """A quiz before and one after with the same six questions."""
    return make_pair()


@pytest.fixture
def director(pair):
    return EnrolmentFactory(director=True, course=pair[0].cohort.course).user
