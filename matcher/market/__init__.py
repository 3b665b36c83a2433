"""The market: many people, few seats, and what both sides want."""
