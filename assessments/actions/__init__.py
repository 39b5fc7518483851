"""Changes to assessments: forms, sittings, attempts, marks, keys. One verb, one transaction, one audit row."""
