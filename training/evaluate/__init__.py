"""Evaluation: how good a model is, for whom, and who gets seen; with intervals, as values."""
