"""One module per step, each named for what it brings; the `revision` in it gives the order."""
