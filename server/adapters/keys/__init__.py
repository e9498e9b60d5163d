"""Keys that lie in files of this machine, readable by nobody but the service."""
