"""Learning: from a log to a candidate, measured beside the model that serves."""
