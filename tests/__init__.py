"""Tests of the product, in the order of its packages."""
