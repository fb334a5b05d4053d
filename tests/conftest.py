"""Settings shared by all tests: no screen, repeatable property tests, a market that is run once."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")
# Test processes are told a width of 80, which a pipe of a user does not have.
for size in ("COLUMNS", "LINES"):
    os.environ.pop(size, None)

# No deadline: the first call of a compiled function includes its compilation.
settings.register_profile("repeatable", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder that holds pyproject.toml."""
    return Path(__file__).resolve().parents[1]
