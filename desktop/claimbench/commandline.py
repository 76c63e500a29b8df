"""The command line: what each command takes and does.

Problems go to standard error as ``file:line:column: message``.
"""
# Everything that costs time to import is imported where it is needed: the window must open at once.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from claimbench import __version__
from claimbench.core.problem import Problem, ProblemError, Severity, error

if TYPE_CHECKING:
    from claimbench.app.projection import Results
    from claimbench.core.case import Case


def run(arguments: Sequence[str]) -> int:
    """Carry out a command and return the exit status: 0 done, 1 problems were told, 2 (by SystemExit) wrong usage."""
    _speak_utf8()
    action, options = _parsed(arguments)
    try:
        status = action(options)
        sys.stdout.flush()
    except ProblemError as failure:
        _tell(failure.problems)
        return 1
    except OSError as failure:
        if not isinstance(failure, BrokenPipeError):  # that the reader has gone, as in “… | head”, is no problem
            where = f"{failure.filename}: " if failure.filename else ""
            print(f"{where}{failure.strerror or failure}.", file=sys.stderr)
        _give_up_output()
        return 1
    return status


def _parsed(arguments: Sequence[str]) -> tuple[Action, argparse.Namespace]:
    if arguments and arguments[0] in COMMANDS:
        parse, action = COMMANDS[arguments[0]]
        name = f"claimbench {arguments[0]}"
        parser = argparse.ArgumentParser(prog=name, description=parse.__doc__, allow_abbrev=False)
        parse(parser)
        return action, parser.parse_args(_one_by_one(arguments[1:]))
    parser = argparse.ArgumentParser(
        prog="claimbench",
        description="A workbench for contested numbers. Opens a case; with none, the bundled one.",
        epilog=f"Commands: {', '.join(COMMANDS)}. “claimbench COMMAND --help” explains each.",
        allow_abbrev=False,
    )
    parser.add_argument("case", nargs="?", help="the folder of a case")
    parser.add_argument("--theme", choices=["light", "dark"], help="instead of the system's")
    parser.add_argument("--version", action="version", version=f"claimbench {__version__}")
    return _window, parser.parse_args(arguments)


def _one_by_one(arguments: Sequence[str]) -> list[str]:
    """``--set a=1 b=2`` as ``--set a=1 --set b=2``: no option with several values swallows the case that follows it."""
    result: list[str] = []
    option = ""
    for argument in arguments:
        if argument.startswith("-"):
            option = argument if argument in ("--set", "--fix") else ""
        elif option and result[-1] != option:
            if re.fullmatch(r"\w+=[^/\\]*", argument):
                result.append(option)
            else:
                option = ""
        result.append(argument)
    return result


def _speak_utf8() -> None:
    """JSON and CSV are UTF-8 whatever the terminal's own encoding; a path that is no text is written as it came."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.encoding.lower() not in ("utf-8", "utf8"):
            stream.reconfigure(encoding="utf-8")
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="surrogateescape")


def _give_up_output() -> None:
    """Let what cannot be written go nowhere: Python would try again when it ends, and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(problems: Iterable[Problem]) -> None:
    """Problems as ``file:line:column: message``; what is no error says so before its message."""
    for problem in problems:
        if problem.severity is not Severity.ERROR:
            problem = replace(problem, message=f"{problem.severity}: {problem.message}")
        print(problem, file=sys.stderr)


def _folder(options: argparse.Namespace) -> Path:
    from claimbench.app.paths import default_case

    return Path(options.case) if options.case else default_case()


def _window(options: argparse.Namespace) -> int:
    from claimbench.gui.display import display_available

    folder = _folder(options)
    if not display_available():
        return _without_display(folder)
    from claimbench.gui.start import open_window

    return open_window(folder, options.theme)


def _without_display(folder: Path) -> int:
    from claimbench.app.batch import project, verdict_table

    case = _load(folder)
    target = Path.cwd() / f"{case.id}-charts"
    print(f"There is no display: writing the charts and the verdicts of {case.id} to {target}", flush=True)
    results = project(case, case)
    _export_images(results, list(results.figures), target, "light", None)
    _write(target / "verdicts.csv", verdict_table(results))
    return 0


# -- commands


def _case_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", help="the folder of a case")


def _change_options(parser: argparse.ArgumentParser) -> None:
    _case_options(parser)
    parser.add_argument("--scenario", default="", metavar="NAME", help="a scenario of the case")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="ID=VALUE",
        help="move an assumption's best, and its range with it, as the slider does; may be given several times",
    )
    parser.add_argument("--fix", action="append", default=[], metavar="ID=VALUE", help="make an assumption a constant")


def _export_options(parser: argparse.ArgumentParser) -> None:
    """Write charts to files."""
    _change_options(parser)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--chart", action="append", metavar="ID", help="a chart of the case; may be given several times")
    which.add_argument("--all", action="store_true", help="every chart")
    parser.add_argument("--to", required=True, metavar="DIR", help="the folder to write to; made if it is not there")
    parser.add_argument("--format", choices=["png", "csv"], default="png", help="png: pictures; csv: the data behind")
    parser.add_argument("--size", type=_size, metavar="WxH", help="pixels, 1600x1100 by default")
    parser.add_argument("--theme", choices=["light", "dark"], default="light")


def _export(options: argparse.Namespace) -> int:
    results = _results(options)
    known = list(results.case.charts)
    chosen = known if options.all else list(dict.fromkeys(options.chart))
    if unknown := [id for id in chosen if id not in known]:
        hint = f"Known: {', '.join(known) or 'none'}."
        raise ProblemError(error("unknown-chart", f"There is no chart “{id}”.", hint=hint) for id in unknown)
    target = Path(options.to)
    if options.format == "csv":
        from claimbench.app.chart_data import chart_csv

        for id in chosen:
            _write(target / f"{id}.csv", chart_csv(results.figures[id]))
    else:
        _export_images(results, chosen, target, options.theme, options.size)
    return 0


def _export_images(
    results: Results, charts: Sequence[str], target: Path, theme: str, size: tuple[int, int] | None
) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # pictures need no display, and Qt aborts where it expects one
    from claimbench.gui.start import save_charts

    for path in save_charts({id: results.figures[id] for id in charts}, target, theme, size, results.case.handling):
        print(path)


def _check_options(parser: argparse.ArgumentParser) -> None:
    """List every problem of a case, with file and line. Exit status 1 if any is an error."""
    _case_options(parser)
    parser.add_argument("--json", action="store_true", help="as JSON on standard output")


def _check(options: argparse.Namespace) -> int:
    from claimbench.app.batch import all_problems, as_json, problems_json

    problems = all_problems(Path(options.case))
    if options.json:
        print(as_json(problems_json(problems)))
    else:
        _tell(problems)
        if not problems:
            print(f"{options.case}: no problems")
    return int(any(problem.severity is Severity.ERROR for problem in problems))


def _run_options(parser: argparse.ArgumentParser) -> None:
    """Run a case: quantiles of every stock, flow, variable and measure, and the verdicts."""
    _change_options(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="everything as JSON")
    form.add_argument("--csv", action="store_true", help="quantiles by date as CSV")
    parser.add_argument("--draws", type=_draws, metavar="N", help="how many, instead of the case's own number")
    parser.add_argument("--seed", type=_seed, metavar="N", help="of the draws, instead of the case's own")


def _run(options: argparse.Namespace) -> int:
    from claimbench.app.batch import as_json, run_csv, run_json, verdict_table

    results = _results(options, options.draws, options.seed)
    if options.json:
        print(as_json(run_json(results, options.scenario, *_changes(options))))
    else:
        print(run_csv(results) if options.csv else verdict_table(results), end="")
    return 0


def _shot_options(parser: argparse.ArgumentParser) -> None:
    """Draw the whole window into a picture, without a display."""
    _change_options(parser)
    parser.add_argument("--to", required=True, metavar="FILE.png")
    parser.add_argument("--size", type=_size, default=(1680, 1050), metavar="WxH", help="of the window, 1680x1050")
    parser.add_argument("--theme", choices=["light", "dark"], default="light")
    parser.add_argument("--scale", type=_scale, default=1.0, metavar="N", help="display scale: 2 for 200 %%")
    parser.add_argument("--select", default="", metavar="ID", help="a claim, source or assumption to show selected")


def _shot(options: argparse.Namespace) -> int:
    from claimbench.gui.start import shoot_window

    folder = Path(options.case)
    saved = _load(folder)
    case = _changed(saved, options)
    if options.select and not any(options.select in known for known in (case.claims, case.sources, case.assumptions)):
        message = f"There is no claim, source or assumption “{options.select}”."
        raise ProblemError([error("unknown-id", message)])
    path = shoot_window(folder, case, Path(options.to), options.size, options.theme, options.scale, options.select)
    print(path)
    return 0


def _load(folder: Path) -> Case:
    """The case in ``folder``, or every problem that keeps it from running."""
    from claimbench.app.batch import problems_of
    from claimbench.casefile import load

    loaded = load(folder)
    problems = problems_of(loaded.case, loaded.problems, loaded.places)
    if errors := [problem for problem in problems if problem.severity is Severity.ERROR]:
        raise ProblemError(errors)
    return loaded.case


def _changed(case: Case, options: argparse.Namespace, draws: int | None = None, seed: int | None = None) -> Case:
    """The case as the options change it; what is odd about the changes is told."""
    from claimbench.app.batch import changed_case, oddities

    changed = changed_case(case, options.scenario, *_changes(options), draws, seed)
    _tell(oddities(changed, case))
    return changed


def _results(options: argparse.Namespace, draws: int | None = None, seed: int | None = None) -> Results:
    from claimbench.app.batch import project

    saved = _load(Path(options.case))
    return project(_changed(saved, options, draws, seed), saved)


def _changes(options: argparse.Namespace) -> tuple[dict[str, float], dict[str, float]]:
    """What is to be set, and what to be fixed. Raises ProblemError for everything that is no name with a number."""
    found: dict[str, dict[str, float]] = {"--set": {}, "--fix": {}}
    problems = []
    for option, pairs in (("--set", options.set), ("--fix", options.fix)):
        for pair in pairs:
            id, _, number = pair.partition("=")
            try:
                found[option][id.strip()] = float(number)
            except ValueError:
                hint = f"Write {option} name=number, for instance {option} growth=0.02."
                problems.append(error("bad-value", f"“{pair}” is no name with a number.", hint=hint))
    if problems:
        raise ProblemError(problems)
    return found["--set"], found["--fix"]


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal() and 100 <= int(width) <= 20000 and 100 <= int(height) <= 20000):
        raise argparse.ArgumentTypeError(f"“{text}” is no size such as 1600x1100 (100 to 20,000 pixels a side)")
    return int(width), int(height)


def _draws(text: str) -> int:
    from claimbench.casefile.read import MOST_DRAWS

    if not text.isdecimal() or not 1 <= int(text) <= MOST_DRAWS:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of draws (1 to {MOST_DRAWS:,})")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"“{text}” is no seed: a whole number from 0 on")
    return int(text)


def _scale(text: str) -> float:
    with suppress(ValueError):
        if 0.5 <= (scale := float(text)) <= 8:
            return scale
    raise argparse.ArgumentTypeError(f"“{text}” is no scale from 0.5 to 8")


def _write(path: Path, text: str) -> None:
    from claimbench.casefile.store import write_text

    write_text(path, text)
    print(path)


Parse = Callable[[argparse.ArgumentParser], None]
Action = Callable[[argparse.Namespace], int]

COMMANDS: dict[str, tuple[Parse, Action]] = {
    "export": (_export_options, _export),
    "check": (_check_options, _check),
    "run": (_run_options, _run),
    "shot": (_shot_options, _shot),
}
