"""One file per conversation that a socket can have."""
