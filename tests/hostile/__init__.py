"""Hostile input: nothing that is sent may crash, hang or execute."""
