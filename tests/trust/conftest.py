"""Installations on both databases, prepared once."""

from types import SimpleNamespace

import pytest

from tests.trust import IS_FULL
from tests.trust.cluster import running_cluster
from tests.trust.installation import Installation, folder_for_data

DATABASES = ("SQLite", "PostgreSQL")


def pytest_generate_tests(metafunc):
    """Try everything on both databases, unless a test says that it is about one of them."""
    only = metafunc.definition.get_closest_marker("only_on")
    if "database" in metafunc.fixturenames:
        metafunc.parametrize("database", [each for each in DATABASES if not only or each in only.args])


@pytest.fixture(scope="session")
def on_sqlite():
    """An installation on SQLite with the courses, of which each trial gets a copy."""
    with folder_for_data() as folder:
        made = Installation(folder)
        made.drill("prepare")
        yield SimpleNamespace(made=made, copy=made.copy_to)


@pytest.fixture(scope="session")
def on_postgresql():
    # What is not waited for is written late, so that the control of a crash has something to lose.
    with running_cluster(options="-c wal_writer_delay=10s") as cluster, folder_for_data() as folder:
        name = cluster.new_database()
        made = Installation(folder, cluster.url(name))
        made.drill("prepare")

        def copy(target, options=""):
            return made.copy_to(target, cluster.url(cluster.new_database(template=name), options))

        yield SimpleNamespace(made=made, copy=copy, cluster=cluster)


@pytest.fixture
def new_installation(request, database, tmp_path_factory):
    """Return a function that makes a fresh installation on the database of this test."""
    template = request.getfixturevalue({"SQLite": "on_sqlite", "PostgreSQL": "on_postgresql"}[database])
    return lambda: template.copy(tmp_path_factory.mktemp("data"))


@pytest.fixture
def installation(new_installation):
    return new_installation()


if not IS_FULL:
    collect_ignore = ["test_block_images.py"]
