"""The scenario library and its loader: `load("one_plus_n")`, `library()`, and the JSON schema of a file."""

from scenarios.files import library
from scenarios.load import load
from scenarios.schema import schema

__all__ = ["library", "load", "schema"]
