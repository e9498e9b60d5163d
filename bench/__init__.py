"""Benchmarks. Each figure is one line of `bench/results.jsonl` and one row on the screen, beside its peer."""
