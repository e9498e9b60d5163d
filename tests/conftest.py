"""What every test may ask for: databases of both kinds, a clock that stands still, an announcer that remembers."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.support.databases", "tests.support.redis_server"]

# A busy machine is no failure: examples are judged by what they give, not by how long they took.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
