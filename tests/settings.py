"""Settings of the test suite: SQLite, or the PostgreSQL server of FIELDSCHOOL_TEST_DATABASE_URL."""

import os
import tempfile
from pathlib import Path

# A developer's own settings must not change what is tested, and never lead to their database.
for name in [name for name in os.environ if name.startswith("FIELDSCHOOL_") and "_TEST_" not in name]:
    del os.environ[name]
# Playwright keeps an event loop in the test's thread; without this Django's ORM refuses to run beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
os.environ["FIELDSCHOOL_SECRET_KEY"] = "a key for tests only, of no value to anybody: 0123456789"
os.environ["FIELDSCHOOL_HTTPS"] = "off"
os.environ["FIELDSCHOOL_HOSTS"] = "testserver,localhost,127.0.0.1,class.test"
os.environ["FIELDSCHOOL_DATABASE_URL"] = os.environ.get("FIELDSCHOOL_TEST_DATABASE_URL", "")
os.environ["FIELDSCHOOL_DATA_DIR"] = str(Path(tempfile.gettempdir()) / f"fieldschool-tests-{os.getuid()}")
Path(os.environ["FIELDSCHOOL_DATA_DIR"]).mkdir(mode=0o700, exist_ok=True)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, MIDDLEWARE, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The manifest would need collectstatic before every run; the names alone are enough here.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
# Tests are at any time they like; the clock of their machine is no concern of theirs.
MIDDLEWARE = [each for each in MIDDLEWARE if each != "delivery.clock.ClockMiddleware"]
WARMS_UP = False  # the thread would use the database beside the tests
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["OPTIONS"].pop("pool")  # the test runner drops the database under its connections
else:
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # pytest-django knows only Django's own engine of SQLite
