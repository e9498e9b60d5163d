"""What every test may ask for: databases of both kinds, a clock that stands still, an announcer that remembers."""

pytest_plugins = ["tests.support.databases"]
