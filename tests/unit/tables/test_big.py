"""Large files go through DuckDB and come out as the careful reader has them; what does not fit is kept and counted."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from claimbench.tables import big
from claimbench.tables import frame as frames
from claimbench.tables.big import Loaded, is_text, load, sample_of
from claimbench.tables.contents import NotATable
from claimbench.tables.decision import Finding
from claimbench.tables.disk import Cancelled
from claimbench.tables.frame import Condition, Frame, Sort, frame_of
from claimbench.tables.read import given_by, read

TEXT = (
    "day,cases,region,note\n"
    "2025-01-31,1234,Kyiv,plain\n"
    '2025-02-28,~1400,"Lviv, city",about\n'
    "2025-03-31,-,Odesa,\n"
    "2025-04-30,abc,Kyiv,odd\n"
    "Q2 2025,1.5,Kyiv,quarter\n"
)

Reads = Callable[..., Loaded]


@pytest.fixture
def reads(tmp_path: Path) -> Iterator[Reads]:
    """Writes a file, reads it the fast way, and closes the table at the end."""
    opened: list[Frame] = []

    def made(data: bytes, name: str = "table.csv") -> Loaded:
        path = tmp_path / name
        path.write_bytes(data)
        loaded = load(path, read(sample_of(path)))
        opened.append(loaded.frame)
        return loaded

    yield made
    for frame in opened:
        frame.close()


def all_cells(frame: Frame) -> list[tuple[str, ...]]:
    return frame.cells(np.arange(frame.row_count, dtype=np.int64))


def test_that_midnight_is_shown_as_a_time_among_times_of_day(reads: Reads) -> None:
    rows = [f"2025-01-{day:02} {hour:02}:00;1" for day in (1, 2) for hour in (0, 12)]
    frame = reads("\n".join(["at;n", *rows, ""]).encode()).frame
    assert [row[0] for row in all_cells(frame)] == [f"{row[:16]}:00" for row in rows]
    assert [row[0] for piece in frame.texts() for row in piece] == [f"{row[:16]}:00" for row in rows]


def test_that_the_fast_way_reads_what_the_careful_one_does(reads: Reads) -> None:
    frame = reads(TEXT.encode()).frame
    table = read(TEXT.encode()).table
    assert [(column.name, column.type) for column in frame.columns] == [
        (column.name, column.recipe.type) for column in table.columns
    ]
    assert all_cells(frame) == [table.row(row) for row in range(table.row_count)]
    for at, column in enumerate(table.columns):
        if column.values is not None:
            np.testing.assert_array_equal(frame.arrays(f"SELECT v{at} FROM rows")[0], column.values.value)


def test_that_cells_which_are_no_number_are_listed_and_counted_and_keep_their_text(reads: Reads) -> None:
    loaded = reads(TEXT.encode())
    frame = loaded.frame
    assert [column.rejected for column in frame.columns] == [0, 1, 0, 0]
    assert frame.ids([Condition(1, "rejected")]) == pytest.approx([3])
    assert frame.ids([Condition(1, "missing")]) == pytest.approx([2])
    assert loaded.findings == (Finding(5, 2, "abc", "unreadable", "This does not read as a number."),)


def test_that_lines_of_another_length_stay_without_their_numbers_and_are_listed(reads: Reads) -> None:
    lines = ["a;b", *(f"{n};{n * 2}" for n in range(50)), "7", "1;2;3", *(f"{n};0" for n in range(50))]
    loaded = reads("\n".join(lines).encode() + b"\n")
    assert counted(loaded) == {"data": 102, "header": 1}
    assert [(finding.line, finding.text, finding.code) for finding in loaded.findings] == [
        (52, "7", "too-few-fields"),
        (53, "1 | 2 | 3", "too-many-fields"),
    ]
    assert loaded.frame.cells(np.array([50, 51])) == [("7", ""), ("1", "2")]
    assert loaded.frame.arrays("SELECT v0 FROM rows")[0][49:53] == pytest.approx([49, np.nan, np.nan, 0], nan_ok=True)


def counted(loaded: Loaded) -> dict[str, int]:
    return {role: count for role, count in loaded.line_counts.items() if count}


@pytest.mark.parametrize("encoding", ["windows-1251", "utf-8-sig", "koi8-u", "utf-16"])
def test_that_other_encodings_are_read(reads: Reads, encoding: str) -> None:
    text = "місяць;справ\n" + "".join(f"січень 20{n:02};{n},5\n" for n in range(10, 40))
    loaded = reads(text.encode(encoding))
    frame = loaded.frame
    assert frame.columns[0].name == "місяць"
    assert counted(loaded) == {"data": 30, "header": 1}
    assert frame.cells(np.array([0])) == [("січень 2010", "10.5")]
    assert frame.arrays("SELECT v1 FROM rows")[0][:2] == pytest.approx([10.5, 11.5])


def test_that_plain_columns_with_a_decimal_comma_stay_plain_and_a_point_among_them_is_found(reads: Reads) -> None:
    text = "n;part;name\n" + "".join(f"{n};{n},25;row {n}\n" for n in range(40_000))
    plain = reads(text.encode()).frame
    assert [column.plain for column in plain.columns] == [True, True, False]
    assert plain.arrays("SELECT v1 FROM rows")[0][7] == pytest.approx(7.25)
    mixed = reads((text + "5;1.234;last\n5;1.25;odd\n").encode())
    assert mixed.frame.arrays("SELECT v1 FROM rows")[0][-2:] == pytest.approx([1234, np.nan], nan_ok=True)
    assert [(finding.line, finding.text) for finding in mixed.findings] == [(40_003, "1.25")]


PLAIN = "day,n,name\n" + "".join(f"2025-01-{1 + n % 28:02},{n}.25,row {n}\n" for n in range(40_000))


def test_that_a_file_of_plain_cells_is_read_alike_whether_all_of_it_is_plain_or_not(reads: Reads) -> None:
    plain = reads(PLAIN.encode()).frame
    mixed = reads((PLAIN + "2025-02-01,about 7,last\n").encode()).frame
    assert [column.plain for column in plain.columns] == [True, True, False]
    assert [column.plain for column in mixed.columns] == [False, False, False]
    assert all_cells(mixed) == [*all_cells(plain), ("2025-02-01", "about 7", "last")]
    for at in (0, 1):
        values = [frame.arrays(f"SELECT v{at} FROM rows")[0] for frame in (plain, mixed)]
        np.testing.assert_array_equal(values[0], values[1][:-1])
    for condition in (Condition(1, "text", "9.25"), Condition(0, "text", "01-13"), Condition(1, "range", high=5.0)):
        np.testing.assert_array_equal(plain.ids([condition]), mixed.ids([condition]))
    assert plain.ids([Condition(1, "missing")]) == pytest.approx([])
    assert plain.ids([Condition(1, "rejected")]) == pytest.approx([])


@pytest.mark.parametrize(
    ("cell", "value", "rejected"),
    [
        ("1_000", 1000.0, 0),
        ("1_0", np.nan, 1),
        ("nan", np.nan, 1),
        ("inf", np.nan, 1),
        ("+-5", np.nan, 1),
        ("", np.nan, 0),
    ],
)
def test_that_what_duckdb_takes_for_a_number_and_we_do_not_is_no_number(
    reads: Reads, cell: str, value: float, rejected: int
) -> None:
    frame = reads((PLAIN + f"2025-02-01,{cell},odd\n").encode()).frame
    assert frame.arrays("SELECT v1 FROM rows")[0][-1] == pytest.approx(value, nan_ok=True)
    assert frame.columns[1].rejected == rejected
    assert frame.cells(np.array([frame.row_count - 1]))[0][1] == cell


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d.%m.%Y"])
@pytest.mark.parametrize(
    "cell",
    [
        "{}",
        "",
        " {} ",
        "{}*",
        "{} 12:30",
        "{}–{}",
        "epoch",
        "infinity",
        "1900-01-01",
        "1.1.1900",
        "31.12.99",
        "99-01-01",
        "2025-1-5",
        "2025/01/05",
        "2025-02-30",
    ],
)
def test_that_a_date_behind_the_sample_is_read_as_the_careful_reader_has_it(
    reads: Reads, monkeypatch: pytest.MonkeyPatch, form: str, cell: str
) -> None:
    monkeypatch.setattr(big, "SAMPLE", 2_000)
    days = [(date(2024, 1, 1) + timedelta(n)).strftime(form) for n in range(400)]
    rows = [f"{day};{n}" for n, day in enumerate([*days, cell.format(days[5], days[9]), days[-1]])]
    data = "\n".join(["day;n", *rows, ""]).encode()
    loaded = reads(data)
    careful = read(data, given_by(read(data[:1_500]).recipe))
    values = careful.table.columns[0].values
    assert values is not None
    np.testing.assert_array_equal(loaded.frame.arrays("SELECT v0 FROM rows")[0], values.value)
    assert loaded.findings == careful.findings
    assert counted(loaded) == {"data": 402, "header": 1}


@pytest.mark.parametrize(("group", "decimal"), [(",", "."), (".", ","), ("\u00a0", ","), ("’", ".")])
def test_that_grouped_numbers_are_read_however_many_different_ones_there_are(
    reads: Reads, group: str, decimal: str
) -> None:
    numbers = [n * 1001 for n in range(30_000)]
    lines = [f"x{n};{n:,}".replace(",", group) + f"{decimal}5" for n in numbers]
    frame = reads(("name;amount\n" + "\n".join(lines)).encode()).frame
    assert frame.columns[1].rejected == 0
    np.testing.assert_array_equal(frame.arrays("SELECT v1 FROM rows")[0], np.array(numbers) + 0.5)


@pytest.mark.parametrize("name", ["a[1].csv", "a*.csv", "what?.csv", "it's.csv", "year=2020.csv.gz"])
def test_that_a_name_with_signs_in_it_means_one_file(reads: Reads, tmp_path: Path, name: str) -> None:
    (tmp_path / "a1.csv").write_bytes(b"a,b\n5,6\n")
    frame = reads(b"a,b\n1,2\n3,4\n", name).frame
    assert all_cells(frame) == [("1", "2"), ("3", "4")]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "mixed"])
def test_that_lines_of_any_end_are_read_and_counted(reads: Reads, ends: str) -> None:
    lines = ["n,name", *(f'{n},"na""me {n}"' for n in range(3000))]
    marks = ["\r\n" if n % 3 else "\n" for n in range(len(lines))] if ends == "mixed" else [ends] * len(lines)
    loaded = reads("".join(line + end for line, end in zip(lines, marks, strict=True)).encode())
    assert counted(loaded) == {"data": 3000, "header": 1}
    assert all_cells(loaded.frame) == [(str(n), f'na"me {n}') for n in range(3000)]
    mixed = ["mixed-line-ends"] * 1001  # of 1,001 such lines 1,000 are listed, and the last one is counted
    assert [finding.code for finding in loaded.findings] == (mixed if ends == "mixed" else [])


def test_that_packed_files_and_hostile_names_of_columns_are_read(reads: Reads) -> None:
    text = 'a"; DROP TABLE rows; --,b\n' + "".join(f"x{n},{n}\n" for n in range(20))
    frame = reads(gzip.compress(text.encode()), "table.csv.gz").frame
    assert frame.row_count == 20
    assert frame.ids([Condition(0, "text", "'; DROP TABLE rows; --")]) == pytest.approx([])
    assert frame.ids([Condition(0, "equal", "x7")]) == pytest.approx([7])


def test_that_queries_on_a_table_reach_no_file(reads: Reads, tmp_path: Path) -> None:
    frame = reads(TEXT.encode()).frame
    other = tmp_path / "other.csv"
    other.write_bytes(TEXT.encode())
    with pytest.raises(ValueError, match="disabled by configuration"):
        frame.query(f"SELECT * FROM read_csv('{other}')")


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
@pytest.mark.parametrize("calls", [0, 1, 2])
def test_that_reading_can_be_cancelled_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, calls: int
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("назва,b\n".encode(encoding) + b"1,2\n1,about 3\n" * 1000)
    reading = read(sample_of(path))
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    threads = set(threading.enumerate())
    told: list[float] = []

    def progress(share: float) -> bool:
        told.append(share)
        return len(told) <= calls

    with pytest.raises(Cancelled):
        load(path, reading, progress)
    assert len(told) >= calls
    for thread in set(threading.enumerate()) - threads:
        thread.join(10.0)  # one that was told to stop may still be on its way
    assert set(threading.enumerate()) <= threads
    assert list(folder.iterdir()) == []


def test_that_the_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("день,b\n".encode("windows-1251") + b"1,2\n" * 1_000_000)
    told: list[float] = []
    load(path, read(sample_of(path)), lambda share: told.append(share) is None).frame.close()
    assert min(told) < 0.3
    assert all(0 <= share <= 1 for share in told)
    assert told == sorted(told)


def test_that_a_file_may_be_changed_or_removed_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    reading = read("день,b\n1,2\n".encode("windows-1251"))

    def more(share: float) -> bool:
        if path.stat().st_size < 5000:
            path.write_bytes(path.read_bytes() + b"5,6\n" * 1000)
        return True

    def less(share: float) -> bool:
        path.unlink(missing_ok=True)
        return True

    for meanwhile, remarks in ((more, 1), (less, 0)):
        path.write_bytes("день,b\n".encode("windows-1251") + b"1,2\n" * 1000)
        loaded = load(path, reading, meanwhile)
        loaded.frame.close()
        assert loaded.frame.row_count >= 1000
        assert [remark for remark in loaded.frame.remarks if "changed while it was read" in remark] == list(
            loaded.frame.remarks
        )
        assert len(loaded.frame.remarks) == remarks


def test_that_a_file_that_is_gone_as_it_is_about_to_be_read_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b\n1,2\n")

    def gone(share: float) -> bool:
        path.unlink(missing_ok=True)
        return True

    with pytest.raises(FileNotFoundError, match="not there any more"):
        load(path, read(path.read_bytes()), gone)


def test_that_a_packed_file_does_not_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 1000))
    reading = read(sample_of(path))
    monkeypatch.setattr(shutil, "disk_usage", lambda where: shutil._ntuple_diskusage(100, 99, 1))  # type: ignore[attr-defined]
    with pytest.raises(OSError, match="not enough room on the disk"):
        load(path, reading)


def test_that_a_table_larger_than_its_share_of_memory_goes_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b,c\n" + b"".join(b"%d,%060d,%060d\n" % (n, n, n) for n in range(500_000)))
    reading = read(sample_of(path))
    monkeypatch.setattr(frames, "free_memory", lambda: 150_000_000)
    frame = load(path, reading).frame
    used = frame.query("SELECT sum(size) FROM duckdb_temporary_files()")[0][0]
    middle = frame.cells(np.array([250_000]))
    frame.close()
    assert used > 0
    assert middle == [("250000", f"{250_000:060}", f"{250_000:060}")]


def test_that_too_little_memory_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b\n" + (b"1," + b"x" * 60 + b"\n") * 640_000)
    monkeypatch.setattr(frames, "free_memory", lambda: 20_000_000)
    with pytest.raises(NotATable, match="cannot be read this way: there is not enough memory for it"):
        load(path, read(sample_of(path)))


def test_that_a_sample_ends_with_a_whole_line_and_workbooks_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b\n" + b"1234567,7654321\n" * 60_000)
    assert sample_of(path).endswith(b"7654321\n")
    assert len(sample_of(path)) < 500_000
    assert is_text(path)
    path.write_bytes(b"PK\x03\x04")
    assert not is_text(path)


def test_that_a_file_that_is_gone_says_so_and_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b\n1,2\n")
    reading = read(path.read_bytes())
    path.unlink()
    with pytest.raises(OSError, match="No such file"):
        load(path, reading)
    path.write_bytes(b"a,b\n1,2\n\xff\xfe,3\n4,5\n")
    loaded = load(path, reading)
    cells = all_cells(loaded.frame)
    loaded.frame.close()
    assert cells == [("1", "2"), ("\\xff\\xfe", "3"), ("4", "5")]
    assert [(finding.line, finding.code) for finding in loaded.findings] == [(3, "bad-bytes"), (3, "unreadable")]


def test_that_rows_are_sorted_by_value_with_what_is_missing_last() -> None:
    frame = frame_of(read(b"name;v\na;10\nb;9\nc;-\nd;1 000\n").table)
    for descending, order in ((False, [1, 0, 3, 2]), (True, [3, 0, 1, 2])):
        ids = frame.ids(sort=Sort(1, descending))
        assert ids is not None
        assert ids.tolist() == order
    assert frame.cells(np.array([3, 0])) == [("d", "1 000"), ("a", "10")]
    frame.close()


def test_that_rows_are_found_by_text_by_range_and_in_any_column() -> None:
    frame = frame_of(read(b"name;v\nAnna;10\nBohdan;9\nanna;11\n").table)
    found = {
        "text": frame.ids([Condition(0, "text", "ANNA")]),
        "range": frame.ids([Condition(1, "range", low=9.5)]),
        "both": frame.ids([Condition(0, "text", "an"), Condition(1, "range", high=9)]),
        "any": frame.ids([Condition(-1, "text", "1")]),
    }
    frame.close()
    assert {name: ids.tolist() for name, ids in found.items() if ids is not None} == {
        "text": [0, 2], "range": [0, 2], "both": [1], "any": [0, 2],
    }  # fmt: skip


def test_that_a_table_can_be_looked_through_by_several_threads_and_closed_meanwhile(reads: Reads) -> None:
    from concurrent.futures import ThreadPoolExecutor

    frame = reads(b"a,b\n" + b"".join(b"%d,%d\n" % (n, n * 7 % 1000) for n in range(20_000))).frame
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: frame.ids([Condition(1, "range", low=n, high=n)]), range(40)))
        assert [len(ids) for ids in found if ids is not None] == [20] * 40
        slow = pool.submit(frame.query, "SELECT count(*) FROM rows a, rows b, rows c WHERE a.v0 + b.v0 = c.v1")
        while not frame.busy and not slow.done():
            pass
        frame.close()
        with pytest.raises(ValueError, match=r"cannot be looked through|was closed"):
            slow.result()
    with pytest.raises(ValueError, match="The table was closed"):
        frame.query("SELECT 1")
