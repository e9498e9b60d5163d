"""Tests of the ledger and of its verification."""
