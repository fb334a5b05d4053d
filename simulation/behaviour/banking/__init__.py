"""The month of a bank, and the sums it stands on."""
