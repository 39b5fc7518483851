"""Arguments that several commands of this app take."""

from argparse import ArgumentParser
from pathlib import Path

from content.pack import BUNDLED


def add_paths(parser: ArgumentParser) -> None:
    """Let a command take course folders, by default all that come with the platform."""
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        default=[BUNDLED],
        metavar="PATH",
        help="a course folder, or a folder of course folders; content/packs by default",
    )
