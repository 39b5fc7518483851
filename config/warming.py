"""What a process that serves makes ready in the background, so that nobody has to wait for it."""

import gc
import io
import logging
import threading

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections

logger = logging.getLogger(__name__)


def warm_up_in_background() -> None:
    """Begin to warm up, unless the settings say that this process should not."""
    if settings.WARMS_UP:
        threading.Thread(target=warm_up, name="warm-up", daemon=True).start()


def warm_up() -> None:
    """Make ready what answers are scored with. A database that is not ready is no reason not to serve."""
    try:
        call_command("prepare_scoring", stdout=io.StringIO())
    except DatabaseError as problem:
        logger.warning("Not prepared for scoring yet; it will happen when it is needed: %s", problem)
    finally:
        connections.close_all()
    # What lives as long as the process need not be looked through for garbage again and again.
    gc.collect()
    gc.freeze()
