"""A case on disk: a folder of TOML and CSV files."""

from claimbench.casefile.duplicate import save_as
from claimbench.casefile.read import Loaded, load
from claimbench.casefile.references import references
from claimbench.casefile.save import ChangedOnDisk, changed_on_disk, save
from claimbench.casefile.unsaved import load_unsaved

__all__ = ["ChangedOnDisk", "Loaded", "changed_on_disk", "load", "load_unsaved", "references", "save", "save_as"]
