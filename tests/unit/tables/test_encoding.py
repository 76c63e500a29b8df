"""Short texts in the encodings of their languages come back as they were; those of every file of the corpus do too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from claimbench.tables.encoding import detect_encoding

TEXTS = json.loads((Path(__file__).parent / "short_texts.json").read_text(encoding="utf-8"))


def test_that_nearly_all_short_texts_are_decoded_rightly() -> None:
    right = [
        data.decode(str(detect_encoding(data).value), errors="replace") == text
        for entry in TEXTS
        for encoding in entry["encodings"]
        for text in entry["texts"]
        for data in [text.encode(encoding)]
    ]
    assert len(right) > 400
    assert sum(right) >= 0.98 * len(right)


def test_that_a_few_letters_say_so() -> None:
    decision = detect_encoding("Ort;Zahl\nBevölkerung;5\n".encode("mac-roman"))
    assert decision.alternatives
    assert decision.reason


def test_that_whole_tables_in_ukrainian_are_certain() -> None:
    texts = next(entry["texts"] for entry in TEXTS if entry["language"] == "Ukrainian")
    for encoding in ("windows-1251", "koi8-u"):
        decision = detect_encoding("\n".join(texts).encode(encoding))
        assert (decision.value, decision.ambiguous) == (encoding, False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-16", "utf-32"])
def test_that_unicode_is_told_from_all_else_with_a_mark_or_without(encoding: str) -> None:
    for language in ("Ukrainian", "Russian", "German", "English"):
        for text in next(entry["texts"] for entry in TEXTS if entry["language"] == language):
            data = text.encode(encoding)
            decision = detect_encoding(data)
            assert data.decode(str(decision.value)).removeprefix("\ufeff") == text
            assert not decision.ambiguous
