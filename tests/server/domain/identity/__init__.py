"""Tests of people, sessions, links and policy."""
