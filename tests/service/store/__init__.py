"""Tests of the store, on every database that it supports."""
