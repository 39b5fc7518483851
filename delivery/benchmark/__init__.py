"""Simulated devices that follow a class on a real server: how fast they hear of a command, and what is lost.

Everything happens in a temporary installation on this machine, made by ``assessments.benchmark``.
``manage.py bench_delivery`` runs it; docs/performance.md has figures.
"""
