"""Tests of the way from a log to a training set."""
