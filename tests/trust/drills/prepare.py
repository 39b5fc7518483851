"""Make database, courses and static files of an installation, as an administrator does."""

from assessments.benchmark.run import prepare_installation


def run():
    prepare_installation()
    return {}
