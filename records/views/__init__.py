"""Pages about records: the trail of changes, archives, and what is kept of a person."""
