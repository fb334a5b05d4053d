"""One firm followed: what happened to it, in sentences and figures."""
