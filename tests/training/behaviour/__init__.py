"""Tests of what is learned from behaviour."""
