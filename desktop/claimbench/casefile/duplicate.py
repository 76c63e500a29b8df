"""Saving a case in another place: the whole folder goes along, or nothing does."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from claimbench.casefile.save import save
from claimbench.casefile.store import not_saved, sync_folder
from claimbench.casefile.unfinished import is_ours
from claimbench.core.case import Case
from claimbench.core.problem import ProblemError, error
from claimbench.core.temporary import temporary_name


def save_as(case: Case, source: Path | None, target: Path) -> Mapping[str, str]:
    """Write a case into a new folder, with all that lies in ``source``: series, copies of sources, files that are no
    part of it. Returned are the hashes of the case's files.

    It is made beside the target and renamed to it in one step. Raises ProblemError, and then nothing is there; so for
    a target that is not empty, and for one inside the source.
    """
    target = Path(os.path.realpath(target))
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise ProblemError([error("not-saved", f"{target} is not empty.", hint="Choose an empty folder.")])
    if source is not None and target.is_relative_to(source.resolve()):
        message = f"{target} lies inside the case that is to be copied."
        raise ProblemError([error("not-saved", message, hint="Choose a folder beside it.")])
    beside = target.parent / temporary_name()
    try:
        beside.mkdir(parents=True)
        if source is not None and source.is_dir():
            _copy(source, beside)
        hashes = save(case, beside)
        if target.is_dir():
            target.rmdir()  # an empty one; Windows does not rename over it
        beside.rename(target)
        sync_folder(target.parent)
    except OSError as trouble:
        raise not_saved(target, trouble) from trouble
    except ProblemError as failure:
        if isinstance(failure.__cause__, OSError):  # it names the file beside the target
            raise not_saved(target, failure.__cause__) from failure
        raise
    finally:
        with contextlib.suppress(OSError):  # what is left over is swept away later
            shutil.rmtree(beside)
    return hashes


def _copy(source: Path, target: Path) -> None:
    """Copy what lies in a folder, links as links, without permissions: a copy of what is read-only can be written."""
    for here in list(source.iterdir()):
        there = target / here.name
        if is_ours(here.name):
            continue
        if here.is_symlink():
            there.symlink_to(here.readlink())
        elif here.is_dir():
            there.mkdir()
            _copy(here, there)
        elif here.is_file():  # no pipes, sockets and devices
            with here.open("rb") as old, there.open("xb") as new:
                shutil.copyfileobj(old, new)
                new.flush()
                os.fsync(new.fileno())
    sync_folder(target)
