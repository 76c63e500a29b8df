"""What the program does, still without Qt."""
