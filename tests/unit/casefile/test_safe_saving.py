"""Saving under bad conditions: killed, out of space, in awkward places, beside another program."""

from __future__ import annotations

import errno
import json
import os
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from killed_saves import kill_while_saving, other
from small_case import FILES, files_of, write_case

from claimbench.casefile.duplicate import save_as
from claimbench.casefile.read import load
from claimbench.casefile.save import ChangedOnDisk, changed_on_disk, save
from claimbench.casefile.unfinished import NOTE, sweep
from claimbench.core.problem import ProblemError
from claimbench.core.temporary import process_runs, temporary_name

DESKTOP = str(Path(__file__).parents[3] / "desktop")


def test_that_a_dozen_kills_while_saving_leave_one_version_or_the_other(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    kill_while_saving(folder, 12, seed=7)
    case = load(folder).case
    save(other(case), folder)  # whatever was left half-way is no hindrance
    assert load(folder).case == other(case)
    assert sorted(files_of(folder)) == sorted(FILES)


def test_that_a_save_that_was_cut_short_counts_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_case(tmp_path)
    old = load(folder).case
    new = other(old)
    renames = []
    really = Path.rename

    def rename(self: Path, target: Path) -> Path:
        renames.append(target.name)
        if len(renames) == 3:  # the note, the first file, and then the power fails
            raise OSError(errno.EIO, "the disk is gone")
        return really(self, target)

    monkeypatch.setattr(Path, "replace", rename)
    with pytest.raises(ProblemError, match="put in place when the case is next opened"):
        save(new, folder)
    monkeypatch.undo()
    assert renames[0] == NOTE
    assert load(folder).case == new  # read through the note
    sweep(folder)  # takes nothing that is still needed
    save(new, folder)
    assert load(folder).case == new
    assert sorted(files_of(folder)) == sorted(FILES)


@pytest.mark.parametrize(
    "files",
    [
        [[".claimbench-1-00000000.tmp", "../outside.csv"]],
        [["../.claimbench-1-00000000.tmp", "claims.csv"]],
        [["sources.csv", "claims.csv"]],
        [["a"], 1],
        "x",
    ],
)
def test_that_a_note_that_is_none_of_ours_moves_nothing(tmp_path: Path, files: object) -> None:
    folder = write_case(tmp_path)
    for place in (folder, folder.parent):
        (place / ".claimbench-1-00000000.tmp").write_text("mine", encoding="utf-8")
    (folder / NOTE).write_text(json.dumps({"format": 1, "files": files}), encoding="utf-8")
    case = load(folder).case
    save(replace(case, title="New"), folder)
    assert not (folder.parent / "outside.csv").exists()
    assert (folder / "claims.csv").read_text(encoding="utf-8") == FILES["claims.csv"]


def test_that_temporary_files_of_dead_processes_are_swept_and_others_stay(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    assert not process_runs(process.pid)
    assert process_runs(os.getpid())
    dead = folder / "series" / f".claimbench-{process.pid}-0123abcd.tmp"
    copy = folder.parent / f".claimbench-{process.pid}-0123abcd.tmp"
    mine, odd = folder / temporary_name(), folder / ".claimbench-notes.tmp"
    copy.mkdir()
    for path in (dead, mine, odd, copy / "case.toml"):
        path.touch()
    sweep(folder)
    assert [path.exists() for path in (dead, copy, mine, odd)] == [False, False, True, True]


def test_that_a_limit_on_the_size_of_files_leaves_the_old_case(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    before = files_of(folder)
    script = (
        "import sys; from dataclasses import replace; from pathlib import Path\n"
        "from claimbench.casefile.read import load; from claimbench.casefile.save import save\n"
        "from claimbench.core.problem import ProblemError\n"
        "folder = Path(sys.argv[1]); case = load(folder).case\n"
        "source = replace(case.sources['ogp'], note='x' * 100_000)\n"
        "try: save(replace(case, title='New', sources={**case.sources, 'ogp': source}), folder)\n"
        "except ProblemError as failure: print(failure)\n"
    )

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script, str(folder)],
        env={**os.environ, "PYTHONPATH": DESKTOP, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=True,
        encoding="utf-8",
        preexec_fn=limit,
    )
    assert "sources.csv could not be saved: the file would be larger than is allowed here" in done.stdout
    assert files_of(folder) == before


def test_that_a_path_may_be_long_and_in_any_script(tmp_path: Path) -> None:
    folder = tmp_path / ("длинное имя " * 9).strip() / ("відносно " * 9).strip() / "case"
    folder.parent.mkdir(parents=True)
    write_case(tmp_path).rename(folder)
    assert len(os.fsencode(folder)) > 250
    new = other(load(folder).case)
    save(new, folder)
    assert load(folder).case == new


def test_that_a_case_behind_a_link_is_saved_behind_it(tmp_path: Path) -> None:
    real = write_case(tmp_path)
    link = tmp_path / "link"
    link.symlink_to(real)
    new = replace(other(load(link).case), id=real.name)
    save(new, link)
    assert link.is_symlink()
    assert load(real).case == new


def test_that_what_another_program_wrote_is_not_written_over(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    loaded = load(folder)
    assert set(loaded.hashes) == set(FILES)
    theirs = FILES["claims.csv"].replace("Words", "Their words")
    (folder / "claims.csv").write_text(theirs, encoding="utf-8")
    mine = replace(loaded.case, title="Mine")
    assert list(changed_on_disk(folder, loaded.hashes)) == ["claims.csv"]
    with pytest.raises(ChangedOnDisk) as changed:
        save(mine, folder, loaded.hashes)
    assert changed.value.files == ("claims.csv",)
    assert (folder / "case.toml").read_text(encoding="utf-8") == FILES["case.toml"]
    hashes = save(mine, folder)  # over theirs
    assert load(folder).case == mine
    assert hashes == load(folder).hashes
    assert changed_on_disk(folder, hashes) == {}
    assert save(replace(mine, title="More"), folder, hashes) == load(folder).hashes


def test_that_a_case_whose_folder_is_gone_is_not_made_anew_in_its_place(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    loaded = load(folder)
    folder.rename(tmp_path / "elsewhere")
    assert changed_on_disk(folder, loaded.hashes) == {}
    with pytest.raises(ProblemError, match="is gone"):
        save(replace(loaded.case, title="Mine"), folder, loaded.hashes)
    assert not folder.exists()


def test_that_save_as_copies_the_whole_folder(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    (folder / "PROVENANCE.md").write_text("whence", encoding="utf-8")
    (folder / "archive").mkdir()
    (folder / "archive" / "a.pdf").write_bytes(b"%PDF")
    (folder / "archive" / "link.pdf").symlink_to("a.pdf")
    (folder / ".claimbench.lock").touch()
    (folder / "case.toml").chmod(0o444)
    case = replace(load(folder).case, title="Copy")
    target = tmp_path / "new" / "place"
    hashes = save_as(case, folder, target)
    assert replace(load(target).case, id=case.id) == case
    assert load(target).hashes == hashes
    extra = {"PROVENANCE.md", "archive/a.pdf", "archive/link.pdf"}
    assert set(files_of(target)) == {*FILES, *extra}
    assert (target / "archive" / "link.pdf").is_symlink()
    assert "# A case for tests." in (target / "case.toml").read_text(encoding="utf-8")
    assert os.access(target / "case.toml", os.W_OK)
    assert list(target.parent.iterdir()) == [target]
    assert load(folder).case.title == "Leavers"


def test_that_save_as_refuses_what_it_would_mix_up(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    case = load(folder).case
    with pytest.raises(ProblemError, match="inside the case"):
        save_as(case, folder, folder / "copy")
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.txt").touch()
    for target in (full, full / "thesis.txt"):
        with pytest.raises(ProblemError, match="is not empty"):
            save_as(case, folder, target)
    empty = tmp_path / "empty"
    empty.mkdir()
    save_as(case, folder, empty)
    assert replace(load(empty).case, id=case.id) == case


def test_that_a_fault_while_copying_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_case(tmp_path)
    case = load(folder).case
    calls = ("fsync", "mkdir", "replace", "rename")
    number, failures = 0, 0
    reasons = set()
    while True:
        number += 1
        left = number
        with monkeypatch.context() as patch:
            for name in calls:
                real = getattr(os, name)

                def failing(*arguments: object, real: object = real, **options: object) -> object:
                    nonlocal left
                    left -= 1
                    if left == 0:
                        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                    return real(*arguments, **options)  # type: ignore[operator]

                patch.setattr(os, name, failing)
            try:
                save_as(replace(case, title="Copy"), folder, tmp_path / "target")
            except ProblemError as failure:
                reasons.add(failure.problems[0].message.partition(": ")[2])
        if left > 0:
            break
        failures += 1
        if (tmp_path / "target").exists():  # only bringing the folder to the disk failed
            assert load(tmp_path / "target").case.title == "Copy"
            for path in sorted((tmp_path / "target").rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
            (tmp_path / "target").rmdir()
        assert list(tmp_path.glob(".claimbench*")) == []
    assert failures > 8
    assert reasons == {"the disk is full. What was there before is unchanged."}
    assert load(tmp_path / "target").case.title == "Copy"
