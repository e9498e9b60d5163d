"""Tests of the pure cryptography, against known answers where there are any."""
