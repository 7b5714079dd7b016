"""Running, testing and locking: what the Makefile calls."""
