"""Intervals, effects and attribution."""
