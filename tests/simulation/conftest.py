"""Fixtures of the tests of the engine: small markets that are run once, and what compares them."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def fingerprints() -> ModuleType:
    """State, digest and permutation of a market; a script too, for runs in another process."""
    path = Path(__file__).with_name("fingerprint.py")
    specification = importlib.util.spec_from_file_location("fingerprint", path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules["fingerprint"] = module
    specification.loader.exec_module(module)
    return module
