"""The phases of a month, one a file: each gathers what a kernel needs, calls it, and keeps its counts."""
