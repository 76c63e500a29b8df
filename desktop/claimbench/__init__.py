"""Claimbench: a workbench for contested numbers."""

__version__ = "0.1.0"
