"""A process of writers: threads that each add 1 to the same row again and again.

``python -m tests.config.writers DATABASE ENGINE TIMEOUT THREADS INCREMENTS`` prints how many increments failed.
"""

import sys
import threading
import time

from django.conf import settings
from django.db import OperationalError, connection, transaction

from config.sqlite import journal_pragmas

HOLD_SECONDS = 0.003  # long enough for the writers to meet


def configure(database, engine, timeout):
    options = {"transaction_mode": "IMMEDIATE", "timeout": timeout, "init_command": journal_pragmas((3, 40, 1))}
    settings.configure(DATABASES={"default": {"ENGINE": engine, "NAME": database, "OPTIONS": options}})


def increment():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT n FROM counter")
        (n,) = cursor.fetchone()
        time.sleep(HOLD_SECONDS)
        cursor.execute("UPDATE counter SET n = %s", [n + 1])


def write(n_increments, failures):
    for _ in range(n_increments):
        try:
            increment()
        except OperationalError as error:
            failures.append(error)
    connection.close()


def main(database, engine, timeout, n_threads, n_increments):
    configure(database, engine, float(timeout))
    failures = []
    threads = [threading.Thread(target=write, args=(int(n_increments), failures)) for _ in range(int(n_threads))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(len(failures))


if __name__ == "__main__":
    main(*sys.argv[1:])
