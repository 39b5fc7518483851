"""Lists of learners that come in as files: columns, rows, the difference to a cohort, and bringing it about."""
