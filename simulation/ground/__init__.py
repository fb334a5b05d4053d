"""What everything stands on: errors, units, mathematics, luck, compilation, declared parameters and columns."""
