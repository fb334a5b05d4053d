"""Demand for credit, what lenders know, price, amount, decision and disbursement."""
