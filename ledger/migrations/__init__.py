"""Migrations of the schema; run by :mod:`ledger.schema`."""
