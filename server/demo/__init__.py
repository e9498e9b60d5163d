"""The demo: a seeded clinic, and a whole visit without a browser. A client of the service like any other."""
