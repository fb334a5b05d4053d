"""The state of the economy: declared tables, fixed lists, the ledger."""
