"""Training: learning, and measuring the product; nothing here runs while it serves."""
