"""Courses, cohorts and who takes part in them."""
