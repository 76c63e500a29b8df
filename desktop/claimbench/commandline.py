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
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimbench import __version__
from claimbench import option_values as values
from claimbench.core.problem import Problem, ProblemError, Severity, error, note, warning
from claimbench.import_command import import_file, import_options
from claimbench.progress_line import ProgressLine

if TYPE_CHECKING:
    from claimbench.app.projection import Results
    from claimbench.app.solving import Solution
    from claimbench.core.case import Case


def run(arguments: Sequence[str]) -> int:
    """Carry out a command and return the exit status: 0 done, 1 problems were told, 2 (by SystemExit) wrong usage, 130
    interrupted."""
    _speak_utf8()
    action, options = _parsed(arguments)
    try:
        with ProgressLine() as options.progress:
            status = action(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        _give_up_output()
        return 130
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
            option = argument if argument in ("--set", "--fix", "--hold") else ""
        elif option and result[-1] != option:
            wanted = r"[\w.-]+" if option == "--hold" else r"\w+=[^/\\]*"
            if re.fullmatch(wanted, argument) and not (option == "--hold" and Path(argument).is_dir()):
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

    saved, case = _load(folder)
    target = Path.cwd() / f"{case.id}-charts"
    print(f"There is no display: writing the charts and the verdicts of {case.id} to {target}", flush=True)
    results = project(case, saved)
    _export_pictures(results, list(results.figures), target, folder, index=True)
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
    hold = "take a claim as true; may be given several times"
    parser.add_argument("--hold", action="append", default=[], metavar="ID", help=hold)


def _export_options(parser: argparse.ArgumentParser) -> None:
    """Write charts to files."""
    _change_options(parser)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--chart", action="append", metavar="ID", help="a chart of the case; may be given several times")
    which.add_argument("--all", action="store_true", help="every chart")
    parser.add_argument("--to", required=True, metavar="DIR", help="the folder to write to; made if it is not there")
    formats = "png, svg or pdf: pictures; csv: the data behind"
    parser.add_argument("--format", choices=["png", "svg", "pdf", "csv"], default="png", help=formats)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--size", type=values.picture_size, metavar="WxH", help="1600x1100 (pixels) or 16x11cm")
    size.add_argument("--preset", type=values.preset, metavar="NAME", help="card, slide, half-page, full-page, social")
    parser.add_argument("--dpi", type=values.dpi, metavar="N", help="dots per inch: 300 for centimetres, else 96")
    parser.add_argument("--theme", choices=["light", "dark"], default="light")
    parser.add_argument("--transparent", action="store_true", help="a transparent background")
    parser.add_argument("--no-data", action="store_true", help="put neither case nor data inside a PNG or SVG")


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
            _write(target / f"{id}.csv", chart_csv(results.figures[id], results.case.handling))
        return 0
    from claimbench.app.presets import PRESETS, PictureSize

    size = PRESETS[options.preset or "card"].size
    if options.size or options.dpi:
        size = PictureSize.parse(options.size or f"{size.width}x{size.height}", options.dpi)
    folder = None if options.no_data else Path(options.case)
    wanted = {"format": options.format, "size": size, "transparent": options.transparent}
    _export_pictures(results, chosen, target, folder, options.all, options.theme, **wanted)
    return 0


def _export_pictures(
    results: Results,
    charts: Sequence[str],
    target: Path,
    folder: Path | None,
    index: bool,
    theme: str = "light",
    **wanted: Any,
) -> None:
    """Charts as pictures; the case in ``folder`` goes inside, with None it does not."""
    from claimbench.app.payload import for_charts
    from claimbench.gui.picture_files import CARRIERS, Look, ready_to_draw, write_pictures
    from claimbench.gui.theme import THEMES

    ready_to_draw()
    look = Look(theme=THEMES[theme], **wanted)
    inside: dict[str, str] = {}
    if folder is not None and look.format in CARRIERS:
        inside, problems = for_charts(results, charts, folder)
        _tell(problems)
    for path in write_pictures(results, charts, target, look, inside, index):
        print(path)


def _report_options(parser: argparse.ArgumentParser) -> None:
    """Write a report: charts, claims with their verdicts, assumptions and sources."""
    _change_options(parser)
    parser.add_argument("--to", required=True, metavar="FILE", help="its ending says what is written: .html or .pdf")


def _report(options: argparse.Namespace) -> int:
    results = _results(options)
    from claimbench.gui.picture_files import ready_to_draw
    from claimbench.gui.report_files import write_report

    ready_to_draw()
    write_report(results, Path(options.to))
    print(options.to)
    return 0


def _reopen_options(parser: argparse.ArgumentParser) -> None:
    """Get the case and the scenario back that are inside an exported PNG or SVG."""
    parser.add_argument("image", help="a picture exported here")
    parser.add_argument("--to", required=True, metavar="DIR", help="the folder for the case: new or empty")


def _reopen(options: argparse.Namespace) -> int:
    import shlex

    from claimbench.app.reopen import reopen, unpack
    from claimbench.casefile.unsaved import UNSAVED

    found = reopen(Path(options.image))
    unpack(found, Path(options.to))
    print(options.to)
    if found.shown != found.saved:
        print(f"With the picture's scenario: {found.payload.scenario}. Without {Path(options.to) / UNSAVED}, as saved.")
    again = ["claimbench", "export", options.to, "--chart", found.payload.chart, "--to", "charts"]
    print(f"The same chart again: {shlex.join(again)}")
    return 0


def _check_options(parser: argparse.ArgumentParser) -> None:
    """List every problem of a case, with file and line. Exit status 1 if any is an error."""
    _case_options(parser)
    parser.add_argument("--json", action="store_true", help="as JSON on standard output")


def _check(options: argparse.Namespace) -> int:
    from claimbench.app.batch import as_json, problems_json
    from claimbench.app.problems import all_problems

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
    parser.add_argument("--draws", type=values.draws, metavar="N", help="how many, instead of the case's own number")
    parser.add_argument("--seed", type=values.seed, metavar="N", help="of the draws, instead of the case's own")
    parser.add_argument("--solve", default="", metavar="ID", help="what would have to be true for a claim to hold")


def _run(options: argparse.Namespace) -> int:
    from claimbench.app.batch import as_json, run_csv, run_json, verdict_table

    results = _results(options, options.draws, options.seed)
    solution = _solution(results, options.solve) if options.solve else None
    if options.json:
        print(as_json(run_json(results, options.scenario, *_changes(options), solution)))
    elif solution is not None:
        print(solution.summary, *solution.sentences.values(), solution.joint_sentence, sep="\n")
    else:
        print(run_csv(results) if options.csv else verdict_table(results), end="")
    return 0


def _solution(results: Results, claim: str) -> Solution:
    from claimbench.app.solving import solve

    try:
        return solve(results, claim)
    except ValueError as refusal:
        raise ProblemError([error("cannot-solve", f"{claim} cannot be solved for: {refusal}")]) from None


def _new_options(parser: argparse.ArgumentParser) -> None:
    """Make an empty case, with every section explained, in a folder that is new or empty."""
    parser.add_argument("folder", metavar="DIR")


def _new(options: argparse.Namespace) -> int:
    from datetime import date

    from claimbench.app.template import new_case

    new_case(Path(options.folder), date.today())
    print(options.folder)
    return 0


def _shot_options(parser: argparse.ArgumentParser) -> None:
    """Draw the whole window into a picture, without a display."""
    _change_options(parser)
    parser.add_argument("--to", required=True, metavar="FILE.png")
    parser.add_argument("--size", type=values.size, default=(1680, 1050), metavar="WxH", help="window, 1680x1050")
    parser.add_argument("--theme", choices=["light", "dark"], default="light")
    parser.add_argument("--scale", type=values.scale, default=1.0, metavar="N", help="display scale: 2 for 200 %%")
    parser.add_argument(
        "--select", default="", metavar="ID", help="a claim, source or part of the model to show selected"
    )


def _shot(options: argparse.Namespace) -> int:
    from claimbench.gui.start import shoot_window

    folder = Path(options.case)
    saved, case = _load(folder)
    case = _changed(case, saved, options)
    parts = (case.assumptions, case.stocks, case.flows, case.variables, case.measures)
    if options.select and not any(options.select in known for known in (case.claims, case.sources, *parts)):
        message = f"There is no claim, source or part of the model “{options.select}”."
        raise ProblemError([error("unknown-id", message)])
    path = shoot_window(folder, case, Path(options.to), options.size, options.theme, options.scale, options.select)
    print(path)
    return 0


def _load(folder: Path) -> tuple[Case, Case]:
    """The case in ``folder`` as it was saved and with what is unsaved in it, or every problem that keeps it from
    running."""
    from claimbench.app.problems import problems_of
    from claimbench.casefile.read import load
    from claimbench.casefile.unsaved import UNSAVED, load_unsaved

    loaded, unsaved = load(folder), load_unsaved(folder)
    problems = problems_of(loaded.case, loaded.problems, loaded.places)
    if unsaved is not None:
        problems += problems_of(unsaved.case, unsaved.problems, unsaved.places)
    if errors := [problem for problem in problems if problem.severity is Severity.ERROR]:
        raise ProblemError(dict.fromkeys(errors))
    if unsaved is None:
        return loaded.case, loaded.case
    _tell([note("unsaved", f"{folder}: with the changes in its folder “{UNSAVED}”.")])
    return loaded.case, unsaved.case


def _changed(
    case: Case, saved: Case, options: argparse.Namespace, draws: int | None = None, seed: int | None = None
) -> Case:
    """The case as the options change it; what is odd about the changes is told."""
    from claimbench.app.batch import changed_case, oddities

    changed = changed_case(case, options.scenario, *_changes(options), draws, seed, options.hold, saved)
    _tell(oddities(changed, case))
    return changed


def _results(options: argparse.Namespace, draws: int | None = None, seed: int | None = None) -> Results:
    from claimbench.app.batch import project

    saved, case = _load(Path(options.case))
    results = project(_changed(case, saved, options, draws, seed), saved, options.progress)
    options.progress.clear()
    if not getattr(options, "json", False):  # there they are in the answer
        _tell(warning("held", message) for message in results.conditioned.messages)
    return results


def _changes(options: argparse.Namespace) -> tuple[dict[str, float], dict[str, float]]:
    """What is to be set, and what to be fixed. Raises ProblemError for everything that is not a name with a number."""
    found: dict[str, dict[str, float]] = {"--set": {}, "--fix": {}}
    problems = []
    for option, pairs in (("--set", options.set), ("--fix", options.fix)):
        for pair in pairs:
            id, _, number = pair.partition("=")
            try:
                found[option][id.strip()] = float(number)
            except ValueError:
                hint = f"Write {option} name=number, for instance {option} growth=0.02."
                problems.append(error("bad-value", f"“{pair}” is not a name with a number.", hint=hint))
    if problems:
        raise ProblemError(problems)
    return found["--set"], found["--fix"]


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
    "new": (_new_options, _new),
    "report": (_report_options, _report),
    "reopen": (_reopen_options, _reopen),
    "import": (import_options, import_file),
    "shot": (_shot_options, _shot),
}
