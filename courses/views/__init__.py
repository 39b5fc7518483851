"""Joining a cohort, and looking after one."""
