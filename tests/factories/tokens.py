"""PKCS#11 in software: where SoftHSM is, and the mark of tests that need it."""

import shutil
from pathlib import Path

import pytest

_PLACES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so")
LIBRARY = next((path for path in _PLACES if Path(path).is_file()), "")
PIN = "123456"
needs_token = pytest.mark.skipif(
    not LIBRARY or shutil.which("softhsm2-util") is None, reason="softhsm2 is not on this machine"
)
