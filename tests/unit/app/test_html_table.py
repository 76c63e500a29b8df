"""Tables that were copied from a page."""

from __future__ import annotations

import pytest

from claimbench.app.html_table import tab_separated


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<table><tr><th>Month</th><th>Cases</th></tr><tr><td>Jan&nbsp;2024<td>1,234</table>",
         "Month\tCases\nJan 2024\t1,234\n"),
        ("<meta><table><tr><td colspan=2>Both</td><td>\n one\n  two</td></tr><tr></tr></table>", "Both\t\tone two\n"),
        ("<table><tr><td>first<br>second</td><td></td></tr></table>", '"first\nsecond"\t\n'),
        ("<p>no table</p><td>stray</td>", ""),
        ("<table><tr><td colspan='9999999'>x</td></tr></table>", "x" + "\t" * 999 + "\n"),
    ],
)  # fmt: skip
def test_that_cells_stand_in_rows_and_columns(html: str, text: str) -> None:
    assert tab_separated(html) == text
