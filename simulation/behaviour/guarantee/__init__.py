"""Guarantors: agreements, terms, re-guarantee, and their month."""
