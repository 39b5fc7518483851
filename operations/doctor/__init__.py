"""A doctor who looks at an installation and says in words what is wrong, and what to do."""
