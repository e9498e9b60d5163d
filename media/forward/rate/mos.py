"""How speech sounds to its listener: the E-model (ITU-T G.107), reduced to what a network does to Opus.

R = R0 - Idd - Ie,eff, and a mean opinion score from R. Echo and noise are taken as cancelled (their terms at the
recommendation's defaults are inside R0), and whoever talks by video expects no telephone (advantage factor 0).
"""

from math import log2
from math import pow as power

R0 = 93.2
"""G.107 clause 7.7 and table 2: R with every parameter at its default."""

CODEC_DELAY_MS = 20.0
"""One Opus frame (RFC 6716 section 2.1.4); its look-ahead of 5 ms is less than this rounds to."""

BUFFER_PER_JITTER = 2.0
"""An adaptive jitter buffer holds about twice the mean deviation that RFC 3550 reports."""

PERCEPTIBLE_MS = 100.0
SENSITIVITY = 1.0
"""G.107 table 2: mT and sT, defaults for conversation: below mT nobody notices the delay."""

CODEC_IMPAIRMENT = 0.0
LOSS_ROBUSTNESS = 20.0
"""Ie and Bpl. G.113 lists none for Opus: 0, because the narrow-band scale has nothing better, and 20 with in-band
FEC, as the rtcscore model takes it (G.113 appendix I: 4.3 for bare G.711, 25.1 when it conceals losses)."""

MAX_IMPAIRMENT = 95.0
BURST_RATIO = 1.0
"""G.107 equation 7-29; losses are taken as independent."""

WORST, BEST = 1.0, 4.5


def mos(loss: float, round_trip_s: float, jitter_s: float) -> float:
    """1.0 (bad) to 4.5: `loss` as a fraction of packets, `jitter_s` as receiver reports have it."""
    delay_ms = one_way_ms(round_trip_s, jitter_s)
    return score(R0 - delay_impairment(delay_ms) - loss_impairment(loss))


def one_way_ms(round_trip_s: float, jitter_s: float) -> float:
    """From mouth to ear: half the round trip, the jitter buffer, the codec."""
    return 1000 * (max(0.0, round_trip_s) / 2 + BUFFER_PER_JITTER * max(0.0, jitter_s)) + CODEC_DELAY_MS


def delay_impairment(one_way_ms: float) -> float:
    """Idd, G.107 equations 7-27 and 7-28."""
    if one_way_ms <= PERCEPTIBLE_MS:
        return 0.0
    x = log2(one_way_ms / PERCEPTIBLE_MS)
    sharpness = 6 * SENSITIVITY
    grows = power(1 + power(x, sharpness), 1 / sharpness)
    saturates = power(1 + power(x / 3, sharpness), 1 / sharpness)
    return 25 * (grows - 3 * saturates + 2)


def loss_impairment(loss: float) -> float:
    """Ie,eff, G.107 equation 7-29."""
    percent = 100 * min(1.0, max(0.0, loss))
    harm = percent / (percent / BURST_RATIO + LOSS_ROBUSTNESS)
    return CODEC_IMPAIRMENT + (MAX_IMPAIRMENT - CODEC_IMPAIRMENT) * harm


def score(r: float) -> float:
    """G.107 annex B, equation B-4. Below R of about 6.5 the cubic dips under 1: the scale does not."""
    if r <= 0:
        return WORST
    if r >= 100:  # noqa: PLR2004 (the end of the scale)
        return BEST
    return max(WORST, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6)
