"""A case on disk: a folder of TOML and CSV files."""

from claimbench.casefile.read import Loaded, load
from claimbench.casefile.references import references
from claimbench.casefile.save import save

__all__ = ["Loaded", "load", "references", "save"]
