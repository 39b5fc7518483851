"""Which fonts a text needs, so that a name is printed in the script it is written in."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont, TTLibError

FOLDER = Path(__file__).parent / "fonts"
PLAIN, BOLD = FOLDER / "NotoSans-Regular.ttf", FOLDER / "NotoSans-Bold.ttf"
# Signs without a shape of their own: they join and turn others, and no font needs them.
SHAPELESS = {"Cf", "Cc", "Zs"}


@cache
def _signs_of(font: Path) -> frozenset[int]:
    """Return the code points that ``font`` has; none of a file that is no font."""
    try:
        with font.open("rb") as file, TTFont(file, lazy=True) as opened:
            return frozenset(opened.getBestCmap() or ())
    except (OSError, TTLibError):
        return frozenset()


def _others() -> Iterator[Path]:
    """Yield the fonts beside the plain one: those that come with the program, then those of this installation."""
    yield from sorted(font for font in FOLDER.glob("*.ttf") if font not in {PLAIN, BOLD})
    yield from sorted((Path(settings.DATA_DIR) / "fonts").glob("*.ttf"))


def _missing(texts: Iterable[str], font: Path) -> set[int]:
    signs = {ord(sign) for text in texts for sign in text if unicodedata.category(sign) not in SHAPELESS}
    return signs - _signs_of(font)


def fonts_for(texts: Iterable[str]) -> list[Path]:
    """Return the fonts that ``texts`` need besides the plain one, each once."""
    wanted, fonts = _missing(texts, PLAIN), []
    for font in _others() if wanted else ():
        if found := wanted & _signs_of(font):
            fonts.append(font)
            wanted -= found
    return fonts


def unprintable(text: str) -> bool:
    """Return whether ``text`` has a sign that no font here has."""
    wanted = _missing([text], PLAIN)
    for font in _others() if wanted else ():
        wanted -= _signs_of(font)
    return bool(wanted)
