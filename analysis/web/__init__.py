"""The page: a server of runs, the page it serves, and the page as one file."""
