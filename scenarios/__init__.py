"""The scenario library and its loader: `load("one_plus_n")`, `library()`, and the JSON schema of a file."""

from .files import library
from .load import load
from .schema import schema

__all__ = ["library", "load", "schema"]
