"""Columns of the Sobol set, as reading hands them out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from small_case import spot, spots, write_case

from claimbench.casefile.read import load
from claimbench.casefile.save import save
from claimbench.core.problem import ProblemError
from claimbench.core.series import Observation, Series

OCTOBER = date(2025, 10, 31)


def test_that_what_lacks_a_column_gets_the_next_one_never_used_and_the_same_every_time(tmp_path: Path) -> None:
    folder = write_case(tmp_path, {"case.toml": ("column = 1\n", "")})
    toml = folder / "case.toml"
    text = toml.read_text(encoding="utf-8").replace('columns = { "2025-10-31" = 12 }', "")
    toml.write_text(text, encoding="utf-8")
    loaded = load(folder)
    assert loaded.problems == ()
    assert loaded.case.assumptions["growth"].column == 20  # not 4, which may have been somebody's once
    assert loaded.case.series["total"].columns == ((OCTOBER, 21),)
    assert loaded.case.sampling.next_column == 22
    assert load(folder).case == loaded.case


def test_that_a_next_column_below_one_in_use_is_not_believed(tmp_path: Path) -> None:
    folder = write_case(tmp_path, {"case.toml": ("next_column = 20", "next_column = 2")})
    assert load(folder).case.sampling.next_column == 13


def test_that_a_figure_alone_with_a_tolerance_gets_a_column_and_a_wrong_one_does_not(tmp_path: Path) -> None:
    folder = write_case(tmp_path, {"series/total.csv": ("290000,exact,", "290000,rounded,500")})
    assert load(folder).case.series["total"].columns == ((OCTOBER, 12), (date(2025, 9, 30), 20))
    folder = write_case(tmp_path, {"series/total.csv": ("2025-10-31,3110000", "2025-08-31,3110000")})
    assert load(folder).case.series["total"].columns == ((OCTOBER, 12),)


def test_that_a_series_later_than_the_as_of_date_takes_no_columns(tmp_path: Path) -> None:
    later = 'columns = { "2025-10-31" = 12 }'
    loaded = load(write_case(tmp_path, {"case.toml": (later, "later = true")}))
    assert loaded.case.series["total"].columns == ()


def test_that_a_column_used_twice_or_beyond_the_last_is_an_error(tmp_path: Path) -> None:
    twice = load(write_case(tmp_path, {"case.toml": ("column = 1\n", "column = 12\n")}))
    assert spots(twice.problems) == [("column-used-twice", *spot("case.toml", "12 }"))]
    beyond = load(write_case(tmp_path, {"case.toml": ("column = 1\n", "column = 128\n")}))
    assert [code for code, *_ in spots(beyond.problems)] == ["bad-column"]
    below = load(write_case(tmp_path, {"case.toml": ("column = 1\n", "column = -1\n")}))
    assert [code for code, *_ in spots(below.problems)] == ["bad-column"]
    assert below.case.assumptions["growth"].column == 20


def test_that_running_out_of_columns_is_an_error(tmp_path: Path) -> None:
    folder = write_case(tmp_path, {"case.toml": ("next_column = 20", "next_column = 128")})
    assert load(folder).problems == ()
    toml = folder / "case.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("column = 1\n", ""), encoding="utf-8")
    assert [p.code for p in load(folder).problems] == ["too-many-columns"]


def test_that_a_series_that_the_model_does_not_speak_of_takes_no_columns(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    case = load(folder).case
    rounded = [Observation(date(2020, 1, 1) + timedelta(days=n), date(2020, 1, 1) + timedelta(days=n), n, tolerance=5.0)
               for n in range(1000)]  # fmt: skip
    shown = Series("shown", "Shown", "", "level", "series/shown.csv", tuple(rounded))
    case = replace(case, series={**case.series, "shown": shown})
    save(case, folder)
    loaded = load(folder)
    assert loaded.case.series["shown"].columns == ()
    assert loaded.case.series["total"].columns == ((OCTOBER, 12),)


def test_that_a_case_that_could_not_be_opened_again_is_not_saved(tmp_path: Path) -> None:
    folder = write_case(tmp_path)
    case = load(folder).case
    total = case.series["total"]
    many = [Observation(date(2020, 1, 1) + timedelta(days=n), date(2020, 1, 1) + timedelta(days=n), n, tolerance=5.0)
            for n in range(1000)]  # fmt: skip
    case = replace(case, series={"total": replace(total, observations=(*many, *total.observations))})
    with pytest.raises(ProblemError) as refused:
        save(case, folder)
    assert [problem.code for problem in refused.value.problems] == ["too-many-columns"]
    assert len(load(folder).case.series["total"].observations) == len(total.observations)
