"""British dates for English pages."""
