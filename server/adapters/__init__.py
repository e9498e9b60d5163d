"""The outside world, one file per technology; only the composition names them."""
