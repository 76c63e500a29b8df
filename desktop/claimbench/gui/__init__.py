"""The window. Nothing in here computes a number."""
