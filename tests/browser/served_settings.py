"""Settings of the server process of tests/browser/test_live.py: those of the tests, on the database of the tests."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["FIELDSCHOOL_TEST_SERVED_DATABASE"]
WHITENOISE_USE_FINDERS = True
PUBLIC_ADDRESS = "http://192.168.8.1:8000"  # what the class screen tells phones, in docs/pictures/ too
