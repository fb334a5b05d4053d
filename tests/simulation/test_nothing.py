"""A policy or stress that does nothing, by its own declaration, changes no bit of a run."""
