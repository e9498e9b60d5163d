"""Proves the counters: each fault planted between two people must show in the figures, and nothing else."""

from bench.media.selftest.proofs import prove

__all__ = ["prove"]
