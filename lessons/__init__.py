"""Lessons: presented by an instructor, studied by a learner."""
