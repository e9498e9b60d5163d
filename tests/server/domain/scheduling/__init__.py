"""Tests of weekly hours, slots and appointments."""
