"""Run one trial and print what it found as one line of JSON."""

import importlib
import json
import signal
import sys

import django

DRILLS = {
    "prepare": "tests.trust.drills.prepare",
    "kills": "tests.trust.drills.kills",
    "crash": "tests.trust.drills.crash",
    "replay": "tests.trust.drills.replay",
    "copies": "tests.trust.drills.copies",
    "clocks": "tests.trust.drills.clocks",
    "paced": "tests.trust.drills.paced",
    "burst": "tests.trust.drills.burst",
}


def main(name, options):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers are stopped too
    django.setup()
    found = importlib.import_module(DRILLS[name]).run(**json.loads(options))
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
