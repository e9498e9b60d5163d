"""The application: doors (`api`), domain, database and the wiring between them."""
