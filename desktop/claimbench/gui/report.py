"""The report on a case as HTML: charts, claims with their verdicts, assumptions and sources.

A page of its own that needs nothing from outside. Every text of the case goes through :func:`escaped`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from claimbench import __version__
from claimbench.app.markup import escaped
from claimbench.core.assumption import Assumption
from claimbench.core.show import show_date, show_number, show_unit
from claimbench.evidence.verdict import WORDS, word_with_range
from claimbench.gui import wording

if TYPE_CHECKING:
    from claimbench.app.projection import Results
    from claimbench.core.claim import Claim

#: Markup that shows the chart with an id.
ShowChart = Callable[[str], str]

STYLE = """
body { font: 15px/1.5 Inter, "Segoe UI", "Helvetica Neue", Arial, sans-serif; color: #18202b; background: #fff;
  max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; }
h2 { font-size: 1.2rem; margin: 2.6rem 0 .8rem; }
p { margin: .3rem 0; }
.muted, .small { color: #5b6878; }
.small { font-size: .87rem; }
.handling { font-weight: 600; text-align: right; }
.quote { color: #5b6878; font-style: italic; }
.number { white-space: nowrap; }
figure { margin: 1.2rem 0 2rem; break-inside: avoid; border: 1px solid #e2e6ec; border-radius: 6px; }
figure svg, figure img { display: block; width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; }
th { text-align: left; font-weight: 600; color: #5b6878; border-bottom: 1px solid #818b97;
  padding: .3rem .6rem .3rem 0; }
td { vertical-align: top; border-bottom: 1px solid #e2e6ec; padding: .5rem .6rem .5rem 0; overflow-wrap: anywhere; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
@page { margin: 18mm 16mm; }
@media print {
  body { max-width: none; padding: 0 0 8mm; font-size: 10.5pt; }
  .handling.top { display: none; }
  .handling.bottom { position: fixed; right: 0; bottom: 0; }
}
"""

_CHANCE = (
    "Chance: the share of draws in which the claim holds; in brackets the range of the word (ICD 203). Projected: the "
    "median, below it 5 % and 95 %."
)
_GRADES = (
    "Grades follow the NATO Admiralty code: a letter for how reliable the source is, a digit for how credible the "
    "claim is. A dash stands where no grade is given."
)


def report_page(results: Results, show_chart: ShowChart) -> str:
    """The whole report as an HTML document."""
    return _page(results.case.title, results.case.handling, report_body(results, show_chart))


def index_page(results: Results, pictures: Mapping[str, str]) -> str:
    """A page that shows exported pictures, by chart the name of a file beside the page."""
    return _page(results.case.title, results.case.handling, "\n".join(_index(results, pictures)))


def _page(title: str, handling: str, body: str) -> str:
    marked = escaped(handling)
    top, bottom = (f'<p class="handling {where}">{marked}</p>\n' if handling else "" for where in ("top", "bottom"))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="Claimbench {__version__}">\n'
        f"<title>{escaped(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"{top}{body}\n{bottom}</body>\n</html>\n"
    )


def _index(results: Results, pictures: Mapping[str, str]) -> Iterator[str]:
    yield from _head(results)
    for id, file in pictures.items():
        headline, name = escaped(results.figures[id].headline), escaped(file)
        if file.endswith(".pdf"):
            yield f'<p><a href="{name}">{headline}</a> <span class="small">{name}</span></p>'
        else:
            yield f'<figure><a href="{name}"><img src="{name}" alt="{headline}"></a></figure>'


def report_body(results: Results, show_chart: ShowChart) -> str:
    """What stands between the markings: plain enough for a browser and for Qt's rich text."""
    return "\n".join(_body(results, show_chart))


def _body(results: Results, show_chart: ShowChart) -> Iterator[str]:
    case = results.case
    yield from _head(results)
    if results.figures:
        yield "<h2>Charts</h2>"
        yield from (f"<figure>{show_chart(id)}</figure>" for id in results.figures)
    if case.claims:
        yield "<h2>Claims</h2>"
        yield f'<p class="small">{_CHANCE} {_GRADES}</p>'
        tested = (_claim(results, claim) for claim in case.claims.values())
        heads = ("Claim", "Value", "Grade", "Chance it holds", "Projected (90 %)")
        yield _table(heads, tested, (42, 13, 8, 17, 20))
    if case.assumptions:
        yield "<h2>Assumptions</h2>"
        assumed = (_assumption(results, assumption) for assumption in case.assumptions.values())
        yield _table(("Assumption", "Best", "Range", "Rests on"), assumed, (36, 14, 25, 25))
    if case.sources:
        yield "<h2>Sources</h2>"
        said = (
            (
                escaped(source.full_name) + _small(source.note),
                escaped(", ".join(part for part in (source.kind, source.side) if part)),
                escaped(source.reliability) + _small(source.reliability_reason),
                f'<span class="small">{escaped(_breakable(source.address))}</span>',
            )
            for source in case.sources.values()
        )
        yield _table(("Source", "Kind and side", "Reliability", "Address"), said, (28, 18, 27, 27))
    words = "; ".join(f"{word} {100 * low:.0f}–{100 * high:.0f} %" for word, low, high in WORDS)
    yield "<h2>How to read this</h2>"
    yield f'<p class="small">Chances in words (ICD 203): {words}. Below 1 % and above 99 % the number stands alone.</p>'
    yield (
        '<p class="small">A band holds the share of draws that is written with it. Figures are those of the model and '
        f"of the assumptions above; another scenario gives others. Made with Claimbench {__version__}.</p>"
    )


def _head(results: Results) -> Iterator[str]:
    case = results.case
    yield f"<h1>{escaped(case.title)}</h1>"
    if case.question:
        yield f"<p>{escaped(case.question)}</p>"
    named = all(id in results.scenario for id in case.held)  # many are only counted there
    held = "" if named else f" · held true: {', '.join(case.held)}"
    facts = f"As of {show_date(case.as_of)} · scenario: {results.scenario}{held} · {results.draws:,} draws"
    yield f'<p class="muted">{escaped(facts)} · seed {case.sampling.seed}</p>'


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]], widths: Iterable[int]) -> str:
    """A table whose cells are markup; ``widths`` in per cent."""
    head = "".join(f'<th width="{width}%">{text}</th>' for text, width in zip(heads, widths, strict=True))
    body = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table width="100%" cellspacing="0">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>'


def _small(text: str, kind: str = "small") -> str:
    """A text below another; nothing for none."""
    return f'<br><span class="{kind}">{escaped(text)}</span>' if text else ""


def _claim(results: Results, claim: Claim) -> Iterator[str]:
    case, verdict = results.case, results.verdicts[claim.id]
    citations = case.citations_of(claim.id)
    ways = wording.chains(citations)
    source = case.sources.get(wording.origin_of(citations, ways))
    quote = f"“{claim.quote}”" if claim.quote else ""
    held = "held true" if claim.id in case.held else ""
    said = wording.chain_text(ways, case.sources)
    yield f"{escaped(f'{claim.id} · {claim.title}')}{_small(quote, 'quote')}{_small(said)}{_small(held)}"
    yield f"{escaped(wording.claim_value(claim))} {escaped(wording.claim_unit(claim, case.units))}"
    yield escaped(wording.show_grade(source, claim.credibility))
    if verdict.probability is None:
        yield f'<span class="small">not testable: {escaped(claim.why_not or verdict.why_not)}</span>'
        yield ""
        return
    confidence = f"analyst's confidence: {claim.confidence}" if claim.confidence else ""
    yield f"{escaped(wording.show_verdict(verdict))}{_small(word_with_range(verdict.probability))}{_small(confidence)}"
    low, high = wording.projected_ends(verdict, claim, case)
    yield f"{escaped(wording.show_projected(verdict.projected[0.5], claim, case))}{_small(f'{low} to {high}')}"


def _assumption(results: Results, assumption: Assumption) -> Iterator[str]:
    case = results.case
    unit = show_unit(assumption.unit, case.units)
    before = results.saved_case.assumptions.get(assumption.id)
    changed = f"baseline {show_number(before.best, 6)}" if before is not None and before != assumption else ""
    yield f"{escaped(assumption.label)}{_small(assumption.note)}"
    yield f"{escaped(f'{show_number(assumption.best, 6)} {unit}')}{_small(changed)}"
    kind = ", ".join(filter(None, (assumption.called.name, assumption.called.inner)))
    ends = f"{show_number(assumption.low, 6)} to {show_number(assumption.high, 6)}"
    yield "known" if assumption.distribution == "constant" else f"{ends}{_small(kind)}"
    rests = [f"{id} · {case.claims[id].title}" if id in case.claims else id for id in assumption.claims]
    if assumption.assumed:
        rests.append("assumed: no source gives it")
    yield "<br>".join(map(escaped, rests))


def _breakable(address: str) -> str:
    """An address that may be broken behind each stroke, where a column is narrow."""
    return address.replace("/", "/\u200b").replace("_", "_\u200b").replace("-", "-\u200b")
