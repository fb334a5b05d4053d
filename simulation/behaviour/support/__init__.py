"""How public programmes reach firms and loans, and what they pay."""
