"""What is checked in content files, beyond reading them.

Each check takes plain data (``Node``) and yields findings, so it works whatever else is wrong in the
file. ``schema`` holds every value against the format; the other modules hold values against each other.
"""
