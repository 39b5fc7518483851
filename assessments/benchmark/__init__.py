"""Simulated learners who take a quiz on a real server, and a check that nothing they were told is saved got lost.

Everything happens in a temporary installation on this machine: a data folder, a database and server processes
of its own. ``manage.py bench_assessment`` runs it; docs/performance.md has figures.
"""
