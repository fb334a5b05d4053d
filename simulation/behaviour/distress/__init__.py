"""Default, claims down the waterfall, work-out of bad loans."""
