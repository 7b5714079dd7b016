"""Rows as JSON: pure functions, one file a resource, the same shapes for API and pages."""
