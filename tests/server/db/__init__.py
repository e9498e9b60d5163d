"""Tests of the transaction and the engines."""
