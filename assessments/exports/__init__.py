"""Results as tables to keep: those of a cohort, and cohorts side by side."""
