"""One reader a dialect: ``read(request) -> Reading``. Run in the child process only."""
