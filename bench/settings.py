"""The product's settings with one address more: the empty view that other pages are measured against."""

from govhall.config.settings import *  # noqa: F403  (Django settings are a flat namespace)

ROOT_URLCONF = "bench.urls"
