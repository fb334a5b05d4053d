"""What is kept of a run: indicators, loan tape, logs, stories."""
