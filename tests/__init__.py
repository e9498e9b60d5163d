"""Tests mirror the tree: `tests/media` for `media`, and so on."""
