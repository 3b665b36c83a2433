"""The knowledge of Samspil: profiles, rules, features and ranking; no web, no database."""
