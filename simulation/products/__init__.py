"""Loan products, one file each: who may have it, how much, for how long, on what security, at what add-on."""
