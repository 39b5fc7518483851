"""Settings of the server that measures the floor for `manage.py bench_assessment`: one view and nothing else.

No installation runs with them, so its view has no address there.
"""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "assessments.benchmark.floor"
