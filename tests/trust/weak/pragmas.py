"""SQLite with other ways to write than the settings choose for its version: FIELDSCHOOL_TEST_PRAGMAS."""

import os

from config.settings import *  # noqa: F403
from config.settings import DATABASES

DATABASES["default"]["OPTIONS"]["init_command"] = os.environ["FIELDSCHOOL_TEST_PRAGMAS"]
