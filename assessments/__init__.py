"""Questions, and what people know."""
