"""What holds for every test of the start page."""

from tests.assessments.crowd import crowd  # noqa: F401  # a fixture of every test here
from tests.delivery.rooms import phone, teacher  # noqa: F401  # fixtures of tests of questions to the room
from tests.sheets import no_form_of_another_test  # noqa: F401  # a fixture of every test here
