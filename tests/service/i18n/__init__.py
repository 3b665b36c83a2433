"""Tests of service.i18n."""
