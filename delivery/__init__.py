"""What happens today: for now the start page of every role."""
