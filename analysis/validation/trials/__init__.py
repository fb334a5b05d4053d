"""Experiments on the facts of the scorecard, a file each, with the scenarios that they need beside them."""
