"""What every request passes on its way to a handler and back: tracing, headers, refusals, sessions, decoding."""
