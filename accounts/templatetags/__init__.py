"""What templates ask of an account."""
