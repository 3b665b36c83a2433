"""Migrations: every step of the schema, written by hand."""
