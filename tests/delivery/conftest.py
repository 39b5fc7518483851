"""What holds for every test of the start page."""

from tests.assessments.crowd import crowd  # noqa: F401  # a fixture of every test here
from tests.sheets import no_form_of_another_test  # noqa: F401  # a fixture of every test here
