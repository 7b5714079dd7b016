"""One file a kind of job: load by id, still needed?, a pure function, one transaction."""
