"""Tests of records: the trail, archives, what is kept of people."""
