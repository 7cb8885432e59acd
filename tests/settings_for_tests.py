"""
Settings of the test run: the real ones, over a throwaway PostgreSQL and a throwaway home folder.

``server`` is the PostgreSQL that this process started, or None when DATABASE_URL named one.
"""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govhall.infra.database.launcher import Server

os.environ.setdefault("GOVHALL_HOME", tempfile.mkdtemp(prefix="govhall-test-"))
os.environ.setdefault("GOVHALL_SECRET_KEY", "only-for-tests")
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # Each worker has keys and files of its own, as it has a database of its own.
    os.environ["GOVHALL_HOME"] = str(Path(os.environ["GOVHALL_HOME"]) / worker)

server: "Server | None" = None
if "DATABASE_URL" not in os.environ:
    from govhall.infra.database import launcher

    server = launcher.ensure_running(Path(os.environ["GOVHALL_HOME"]), durable=False)
    os.environ["DATABASE_URL"] = server.url

from govhall.config.settings import *  # noqa: E402, F403  (Django settings are a flat namespace)

# Hashing a password takes a third of a second by design; tests hash hundreds.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
