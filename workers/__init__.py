"""Long work: the Celery app, thin tasks over job rows, leases, the sweeper and the schedule."""
