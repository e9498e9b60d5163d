"""Tests of the schema as the migrations make it."""
