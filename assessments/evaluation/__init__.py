"""What a class learned between two quizzes: marks as arrays, who is compared with what, and what may be said of it."""
