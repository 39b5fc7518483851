"""Tells every device that follows a class where it stands, over Server-Sent Events, beside Django.

A small ASGI app (``stream``) holds the open connections; they cost no thread, no session and no query. One thread per
process (``watch``) notices changes (``wake``), reads the states of the classes that somebody follows, and hands what is
new to the channels (``hub``) from which each device is told the newest state, never an older one.
"""
