"""What pages about records show."""
