"""Conditioned draws are calibrated; several hundred replicates of each are in tests/bench/bench_calibration.py."""

from __future__ import annotations

from calibration import chance_of, ranks


def test_that_the_truth_is_anywhere_among_draws_conditioned_on_an_equal_claim() -> None:
    assert chance_of(ranks("=", 6.0, 480, 2048)) > 0.01


def test_that_the_truth_is_anywhere_among_draws_conditioned_on_an_approximate_claim() -> None:
    assert chance_of(ranks("about", 0.0, 480, 2048)) > 0.01


def test_that_a_wrong_width_of_the_claims_would_be_seen() -> None:
    sharp = ranks("=", 6.0, 480, 2048)
    # ranks as if the draws were too narrow: pushed to both ends
    pushed = [0 if rank < 4 else 15 if rank > 11 else rank for rank in sharp]
    assert chance_of(pushed) < 1e-6
