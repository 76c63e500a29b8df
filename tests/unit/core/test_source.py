"""What a source is called: shortly in lines that name several, in full where it stands alone."""

from __future__ import annotations

import pytest

from claimbench.core.source import Source


@pytest.mark.parametrize(
    ("source", "label", "full"),
    [
        (Source("nv", "New Voice"), "New Voice", "New Voice"),
        (Source("nv", "New  Voice\n", short="NV"), "NV", "New Voice (NV)"),
        (Source("nv", "NV", short="NV"), "NV", "NV"),
        (Source("nv", ""), "nv", "nv"),
        (Source("nv", "", short="N V"), "N V", "nv (N V)"),
    ],
)
def test_that_a_source_has_a_short_and_a_full_name(source: Source, label: str, full: str) -> None:
    assert (source.label, source.full_name) == (label, full)
