"""The doors to questions, forms, sittings, attempts and marking. What somebody may not see does not exist: 404."""
