"""Tests of the business, one folder per capability."""
