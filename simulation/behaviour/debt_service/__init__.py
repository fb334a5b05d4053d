"""Service of debt: lines, renewal, payment, arrears, absconding, deferral."""
