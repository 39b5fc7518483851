"""PostgreSQL is restarted under a server that runs: whoever asks next is answered."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest
from django.conf import settings

from assessments.benchmark.installation import environment_of
from tests.operations.serving import PROJECT, server
from tests.trust.cluster import running_cluster

N_AT_ONCE = 4


def ask(port):
    """Return the status that a device with a session gets, which is looked for in the database."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/cohorts/1/", headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}=unknown1234"})
        return connection.getresponse().status
    finally:
        connection.close()


def ask_at_once(port):
    with ThreadPoolExecutor(N_AT_ONCE) as pool:
        return list(pool.map(ask, [port] * N_AT_ONCE))


@pytest.mark.journey
def test_the_next_requests_after_a_restart_of_the_database_are_answered(tmp_path):
    with running_cluster() as cluster:
        environment = environment_of(str(tmp_path), cluster.url(cluster.new_database()))
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(migrate, cwd=PROJECT, env=environment, check=True)
        with server(environment) as port:
            before = [status for _ in range(5) for status in ask_at_once(port)]  # every connection of the pool is used
            cluster.crash()
            cluster.start()
            after = [status for _ in range(5) for status in ask_at_once(port)]
    assert (set(before), set(after)) == ({302}, {302})  # to the page where one signs in
