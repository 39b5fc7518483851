"""Start Fieldschool on this machine, as ``make run`` does.

Prepares the data folder, the database, the courses and a demo cohort, says who can sign in, then serves
everything from one process until Ctrl-C. What takes time is done only when something has changed.
"""

import argparse
import contextlib
import io
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from ipaddress import ip_address

import django
import segno
import uvicorn
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections
from django.urls import reverse

from config.data_folder import DataFolderGoneError, make_private_folder, make_secret_key, use_of
from config.environment import PROJECT_DIR, read_environment
from config.laptop import remember
from config.network import PortNotFreeError, lan_addresses, open_port
from config.static_files import collect_when_changed

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104  # only when a person asks for it
PACKS = PROJECT_DIR / "content" / "packs"


def main(arguments: Sequence[str] | None = None) -> int:
    """Start, serve until Ctrl-C, and return the exit code: 0, or 1 when something is in the way."""
    options = read_options(arguments)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            start(host=options.host, port=options.port)
    except (CommandError, DataFolderGoneError, ImproperlyConfigured, OperationalError, PortNotFreeError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print("\nFieldschool has stopped.")
    return 0


def start(*, host: str, port: int) -> None:
    """Prepare what is missing, introduce Fieldschool on the terminal, and serve."""
    with open_port(host, port) as door:
        lan = reachable_addresses(host)
        chosen = prepare_environment(host=host, port=port, lan=lan)
        folder = read_environment().data_dir
        make_private_folder(folder)
        with use_of(folder):
            remember(folder, chosen)
            print("Preparing Fieldschool ...", flush=True)
            prepare_installation()
            introduce(host=host, port=port, lan=lan)
            serve(door)


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m config.start", description="Start Fieldschool on this machine.")
    parser.add_argument("--host", default=LOOPBACK, help="0.0.0.0 lets phones on the same network in")
    parser.add_argument("--port", default=8000, type=_port)
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError("should be a number from 1 to 65535")
    return int(text)


def reachable_addresses(host: str) -> list[str]:
    """Return the addresses under which phones reach a server on ``host``; none for this machine alone."""
    if host == EVERYWHERE:
        return lan_addresses()
    try:
        is_private = ip_address(host).is_loopback
    except ValueError:
        is_private = host == "localhost"
    return [] if is_private else [host]


def prepare_environment(*, host: str, port: int, lan: Sequence[str]) -> dict[str, str]:
    """Set what suits a laptop, where the administrator has set nothing, and return these settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    chosen = laptop_settings(os.environ, host=host, port=port, lan=lan)
    return {name: os.environ.setdefault(name, value) for name, value in chosen.items()}


def laptop_settings(given: Mapping[str, str], *, host: str, port: int, lan: Sequence[str]) -> dict[str, str]:
    """Return the settings of a laptop in class, beside those ``given`` by the administrator.

    The address for phones is left to administrators who name the hosts: ours may not be among theirs.
    """
    machine = socket.gethostname().lower()
    names = [machine, f"{machine}.local"] if host == EVERYWHERE else []
    chosen = {
        "FIELDSCHOOL_HTTPS": "off",
        "FIELDSCHOOL_LOG_FORMAT": "line",
        "FIELDSCHOOL_LOG_LEVEL": "WARNING",
        "FIELDSCHOOL_HOSTS": ",".join(["localhost", LOOPBACK, *names, *lan]),
    }
    if lan and "FIELDSCHOOL_HOSTS" not in given:
        chosen["FIELDSCHOOL_ADDRESS"] = f"http://{lan[0]}:{port}"
    return chosen


def prepare_installation() -> None:
    """Make or bring up to date everything that the server needs."""
    environment = read_environment()
    if not environment.secret_key:
        make_secret_key(environment.data_dir / "secret_key")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("clearsessions")
    load_courses()
    collect_when_changed()


def load_courses() -> None:
    """Load the courses that come with the program, and say which were kept because somebody replaced them.

    A problem in their files is said, and stops nobody who teaches: the courses stay as they were loaded last. Raises
    CommandError that holds every problem where nothing was loaded yet.
    """
    said = io.StringIO()
    try:
        call_command("load_content", PACKS, unless_replaced=True, or_stay=True, verbosity=0, stdout=said)
    except CommandError as error:
        raise CommandError(f"{said.getvalue()}{error} Fieldschool was not started.") from None
    print(said.getvalue(), end="", flush=True)


def introduce(*, host: str, port: int, lan: Sequence[str]) -> None:
    """Say on the terminal where Fieldschool is, how to sign in and where the data is."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal without UTF-8 shows question marks in some people's names; it does not end the start.
        sys.stdout.reconfigure(errors="replace", line_buffering=True)
    demo = io.StringIO()
    call_command("make_demo", stdout=demo)
    for quizzes in ("make_demo_quiz", "make_demo_results"):
        call_command(quizzes, stdout=io.StringIO())
    print(introduction(addresses=addresses(host=host, port=port, lan=lan), demo=demo.getvalue()))
    if lan and sys.stdout.isatty():
        join_page = (settings.PUBLIC_ADDRESS or f"http://{lan[0]}:{port}") + reverse("courses:join")
        print(f"{qr_code(join_page)}\n  {join_page}\n")


def addresses(*, host: str, port: int, lan: Sequence[str]) -> list[tuple[str, str]]:
    """Return rows of label and text that say where the server is."""
    here = LOOPBACK if host == EVERYWHERE else host
    rows = [("In your browser", f"http://{here}:{port}/")]
    rows += [("On phones" if n == 0 else "", f"http://{address}:{port}/") for n, address in enumerate(lan)]
    if host == EVERYWHERE and not lan:
        rows.append(("On phones", "this machine is in no network: join the Wi-Fi of the class and start again"))
    return rows


def introduction(*, addresses: Sequence[tuple[str, str]], demo: str) -> str:
    """Return everything there is to know about a server that has just started."""
    is_usual = settings.DATA_DIR == PROJECT_DIR / "var"
    place = "var/  (make reset deletes it and starts afresh)" if is_usual else str(settings.DATA_DIR)
    after = table([("Your data", place), ("Stop", "Ctrl-C")])
    return "\n".join(["", "Fieldschool is running.", "", table(addresses), "", demo, after, ""])


def table(rows: Sequence[tuple[str, str]]) -> str:
    """Return rows of label and text as lines of a terminal."""
    return "\n".join(f"  {label:18}{text}" for label, text in rows)


def qr_code(address: str) -> str:
    """Return a QR code for a terminal: white on black whatever its own colours, or some phones cannot read it."""
    drawing = io.StringIO()
    segno.make(address).terminal(drawing, compact=True, border=2)
    return "\n".join(f"  \x1b[97;40m{line}\x1b[0m" for line in drawing.getvalue().splitlines())


def serve(door: socket.socket) -> None:
    """Serve until Ctrl-C, which raises KeyboardInterrupt once every request is answered."""
    connections.close_all()
    config = uvicorn.Config(
        "config.asgi:application",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=settings.ENVIRONMENT.behind_proxy,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run(sockets=[door])


if __name__ == "__main__":
    sys.exit(main())
