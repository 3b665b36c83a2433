"""Tests of service.actions."""
