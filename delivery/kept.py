"""What is the same for every device of a class: made once in this process, and kept for seconds.

A class that moves on is asked for its new slide by everybody in the same moment.
"""

import threading
import time
from collections.abc import Callable, Hashable

SECONDS = 10.0  # so late is a change of the lesson's files that no command of the class comes with
MOST = 64

_kept: dict[Hashable, tuple[float, str]] = {}
_making = threading.Lock()


def kept(key: Hashable, make: Callable[[], str]) -> str:
    """Return the text that ``make`` returns for ``key``, as it was made in the last seconds.

    ``key`` holds all that it depends on. Whoever comes while it is made waits, instead of making it again.
    """
    with _making:
        now = time.monotonic()
        made_at, text = _kept.get(key, (-SECONDS, ""))
        if now - made_at >= SECONDS:
            text = make()
            _kept[key] = (now, text)
            while len(_kept) > MOST:
                del _kept[next(iter(_kept))]
        return text


def forget() -> None:
    """Forget everything. For tests, whose databases give out the same primary keys again."""
    _kept.clear()
