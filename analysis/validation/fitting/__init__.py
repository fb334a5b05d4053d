"""Calibration by computer: what is marked `calibrated`, fitted to the published levels."""
