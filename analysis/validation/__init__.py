"""Facts: the calibration table and the claims of the source text."""
