"""Pure functions of a model and its draws."""
