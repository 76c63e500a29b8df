"""The nouns of a case: frozen dataclasses, no input or output, no Qt."""
