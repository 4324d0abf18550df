"""Does a finding hold once volatility may change and polls may be wild?

    log Bayes factor = log evidence (readings | the pattern is real) - log evidence (it is not)

Both evidences are averages over four models of everything else: one volatility or one that
switches, normal errors or such with heavy tails. Turbulence explains a sudden move, and a wild
poll an odd reading; what they explain as well is no finding. Under a model without the pattern
a Bayes factor as large as x at one given place has at most probability 1 / x, whatever the
model; of C places the largest has at most C / x.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
from scipy.special import logsumexp

from analysis.breaks.null_series import FOLLOWED
from analysis.model.fitted_model import Fitted
from analysis.model.measurements import Floats
from analysis.model.pace import evidence, mode_of
from analysis.model.statespace import StateSpace
from analysis.model.switching import SwitchingSpace
from analysis.model.system_matrices import Scale

__all__ = ["log_bayes_factor"]

PATTERN = "pattern"
KNOWN = 1e-3
"""Prior log standard deviation of a scale that is as good as known."""

PATTERN_SD = 0.5
"""Prior standard deviation of the size of a pattern that is real, in logits (a year)."""


def log_bayes_factor(fitted: Fitted, pattern: Floats) -> float:
    """How much more likely the readings are with a pattern in them, in nats.

    Args:
        fitted: a fit of one series without slope.
        pattern: (T,) what a size of one logit adds to each reading.
    """
    steps, scales = fitted.steps, fitted.hyperparameters.scales
    size = PATTERN_SD * pattern[:, None, None]
    grown = replace(steps, effects=np.concatenate([steps.effects, size], axis=2))
    widened = [_widened(scale, steps.effects.shape[2]) for scale in scales]
    without = StateSpace(steps, scales)
    within = StateSpace(grown, [*widened, _known(steps.effects.shape[2] + 1)])
    follow = len(steps.days) <= FOLLOWED
    mode = fitted.hyperparameters.mode
    known = -np.log(KNOWN)
    more = _evidence(within, np.append(mode, 0.0), follow) - _evidence(without, mode, follow)
    return float(more + known)


def _evidence(space: StateSpace, start: Floats, follow: bool) -> float:
    """The log evidence, averaged over the four models, whose scales follow the readings or not."""
    models = [
        SwitchingSpace(space, switches, doubts)
        for switches, doubts in itertools.product([False, True], repeat=2)
    ]
    if not follow:
        found = [float(model.log_likelihood(start[None])[0]) for model in models]
        return float(logsumexp(found) + np.log(KNOWN) * (space.scales[-1].name == PATTERN))
    return float(logsumexp([evidence(mode_of(model, [start])) for model in models]))


def _widened(scale: Scale, size: int) -> Scale:
    """A scale that leaves one more effect alone."""
    shape = np.zeros((size + 1, size + 1))
    if scale.effects is not None:
        shape[:size, :size] = scale.effects
    return replace(scale, effects=shape)


def _known(size: int) -> Scale:
    """The scale 1, as good as known, of the last of so many effects."""
    shape = np.zeros((size, size))
    shape[-1, -1] = 1.0
    return Scale(PATTERN, 1.0, KNOWN, "known", effects=shape)
