"""What tests are built with: databases, a clock, a practice with its people, browsers."""
