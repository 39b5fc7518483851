"""The pages of assessments: bank, forms, sittings, taking, results, marking."""
