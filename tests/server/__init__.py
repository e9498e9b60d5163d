"""Tests of the application, mirroring `server`."""
