"""Tests of the estimator and its compiled form."""
