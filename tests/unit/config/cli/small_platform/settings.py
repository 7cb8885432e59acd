"""Settings of the small platform: users, the queue and one page."""

from govhall.config.settings import environment

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
INSTALLED_APPS = ["procrastinate.contrib.django", "django.contrib.contenttypes", "django.contrib.auth"]
DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entry"}}
ROOT_URLCONF = "small_platform.urls"
MIDDLEWARE: list[str] = []
USE_TZ = True
