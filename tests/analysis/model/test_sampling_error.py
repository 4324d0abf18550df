"""The error of a printed share, against shares that are drawn and rounded."""

import numpy as np
import pytest

from analysis.model.sampling_error import logit_variance, share_variance
from polls.rules.rounding import rounding_variance


def test_both_scales_agree_with_drawn_and_rounded_samples() -> None:
    n, truth, step = 400, 0.3, 0.02
    drawn = np.random.default_rng(2).binomial(n, truth, 100_000) / n
    printed = np.round(drawn / step) * step
    given = np.array(truth), np.array(1 / n), rounding_variance(step)
    assert np.var(drawn) == pytest.approx(float(share_variance(*given[:2])), rel=0.02)
    assert np.var(printed) == pytest.approx(float(share_variance(*given)), rel=0.02)
    logits = np.log(drawn) - np.log1p(-drawn)
    assert np.var(logits) == pytest.approx(float(logit_variance(*given[:2])), rel=0.03)


def test_a_design_effect_widens_the_sampling_alone() -> None:
    share, rounding = np.array([0.2, 0.5]), 0.01**2 / 12
    plain, widened = (share_variance(share, np.full(2, d / 1000), rounding) for d in (1.0, 2.5))
    assert widened - plain == pytest.approx([1.5 * 0.16 / 1000, 1.5 * 0.25 / 1000])
    assert logit_variance(share, np.full(2, 0.001), rounding) == pytest.approx(
        [(0.16 / 1000 + rounding) / 0.16**2, (0.25 / 1000 + rounding) / 0.25**2]
    )
