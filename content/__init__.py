"""The content files: what they may say, how they are read, checked and loaded."""
