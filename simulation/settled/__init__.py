"""A start that is settled: opening books drawn from economies that have run for long."""
