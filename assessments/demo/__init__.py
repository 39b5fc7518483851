"""Quizzes of the demo: one that is open to try, and classes that have finished, so that there are results to read."""
