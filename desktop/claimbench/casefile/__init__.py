"""A case on disk: a folder of TOML and CSV files."""

from claimbench.casefile.duplicate import save_as
from claimbench.casefile.read import Loaded, load
from claimbench.casefile.references import references
from claimbench.casefile.save import ChangedOnDisk, changed_on_disk, save

__all__ = ["ChangedOnDisk", "Loaded", "changed_on_disk", "load", "references", "save", "save_as"]
