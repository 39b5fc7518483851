"""What happens today: the start page of every role, and the live class."""
