"""A server whose clock is wrong by FIELDSCHOOL_TEST_CLOCK seconds, and nothing else."""

import os
from datetime import datetime, timedelta

from django.utils import timezone

from config.settings import *  # noqa: F403

WRONG_BY = timedelta(seconds=float(os.environ.get("FIELDSCHOOL_TEST_CLOCK", "0")))
_right_now = timezone.now


def wrong_now() -> datetime:
    return _right_now() + WRONG_BY


timezone.now = wrong_now
