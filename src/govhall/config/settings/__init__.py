"""
Settings. Everything stands here once; deployments differ by environment variables only.

GOVHALL_HOME        folder for keys, files and logs
DATABASE_URL        postgresql://user:password@host:port/name
GOVHALL_SECRET_KEY  else a key file in GOVHALL_HOME/keys
GOVHALL_HOSTS       comma-separated host names
GOVHALL_DEBUG       1 for developers
GOVHALL_URL         https://host of the portal, for QR codes and mails; `govhall run` sets it to its own address
GOVHALL_REGION      region code that the portal shows to a visitor who has chosen none
GOVHALL_NOTICE …    words of the frame: see the site settings below
GOVHALL_TSA_URL …   where time stamps come from: see trust.py
GOVHALL_CLASSICAL   ecdsa or rsa: a signature beside the seal for foreign readers of PDF: see trust.py
GOVHALL_STOCK_TWO_PERSONS  1 where stock must be uploaded and confirmed by two persons
GOVHALL_TEMPLATE_TWO_PERSONS  1 where a certificate's layout must be edited and published by two persons
GOVHALL_EMAIL_URL   smtp://user:password@host:port or smtps://; without it mails are written to GOVHALL_HOME/mail
GOVHALL_ANCHOR_RPC  address of a node; evidence is anchored to its chain (docs/operations/anchoring.md)
"""

import os
from pathlib import Path

from govhall.config.settings import environment
from govhall.config.settings.accounts import *  # noqa: F403  (settings are a flat namespace by Django's design)
from govhall.config.settings.logs import LOGGING as LOGGING
from govhall.config.settings.trust import *  # noqa: F403
from govhall.config.settings.web import *  # noqa: F403

PACKAGE = Path(__file__).resolve().parents[2]

SECRET_KEY = environment.secret_key()
DEBUG = os.environ.get("GOVHALL_DEBUG") == "1"
GOVHALL_GALLERY = DEBUG or os.environ.get("GOVHALL_GALLERY") == "1"
GOVHALL_HOME = environment.home()
GOVHALL_URL = os.environ.get("GOVHALL_URL", "").rstrip("/")
# Whose platform this is. The demonstration says of itself that it is one.
GOVHALL_BRAND_NAME = os.environ.get("GOVHALL_BRAND_NAME", "政务大厅")
GOVHALL_BRAND_SUB = os.environ.get("GOVHALL_BRAND_SUB", "贵州示范")
GOVHALL_NOTICE = os.environ.get("GOVHALL_NOTICE", "示范环境，人物与数据均为虚构")
GOVHALL_HOST_NAME = os.environ.get("GOVHALL_HOST_NAME", "主办：贵州示范省政务服务管理局（示范）")
GOVHALL_FOOT_NOTE = os.environ.get("GOVHALL_FOOT_NOTE", "本站为开源软件示范环境，不办理真实业务")
GOVHALL_HOTLINE = os.environ.get("GOVHALL_HOTLINE", "12345")
GOVHALL_REGION = os.environ.get("GOVHALL_REGION", "520115")
# No provision was found that wants two persons for 存量制证; an authority may.
GOVHALL_STOCK_TWO_PERSONS = os.environ.get("GOVHALL_STOCK_TWO_PERSONS") == "1"
GOVHALL_TEMPLATE_TWO_PERSONS = os.environ.get("GOVHALL_TEMPLATE_TWO_PERSONS") == "1"
ALLOWED_HOSTS = os.environ.get("GOVHALL_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("GOVHALL_ORIGINS", "").split(",") if origin]

# The order is the order of the layers, lowest last: templates and commands of upper layers win.
INSTALLED_APPS = [
    "govhall.channels.portal",
    "govhall.channels.workspace",
    "govhall.channels.look",
    "govhall.business.evaluations",
    "govhall.business.cases",
    "govhall.business.items",
    "govhall.support.certificates",
    "govhall.support.seals",
    "govhall.support.timestamps",
    "govhall.support.documents",
    "govhall.support.workflow",
    "govhall.support.forms",
    "govhall.support.decisions",
    "govhall.support.evidence",
    "govhall.support.search",
    "govhall.support.notifications",
    "govhall.support.identity",
    "govhall.support.calendar",
    "govhall.data.registries",
    "govhall.data.organizations",
    "govhall.operations.health",
    "govhall.security.access",
    "govhall.security.audit",
    "govhall.security.privacy",
    "govhall.infra.bus",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "pgtrigger",
    "django_htmx",
    "csp",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# One row of truth for rate limits, whichever web process answers.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

EMAIL_BACKEND, EMAIL = environment.email()
EMAIL_HOST = EMAIL.get("host", "")
EMAIL_PORT = int(EMAIL.get("port", "25"))
EMAIL_HOST_USER = EMAIL.get("user", "")
EMAIL_HOST_PASSWORD = EMAIL.get("password", "")
EMAIL_USE_SSL = EMAIL.get("ssl") == "1"
EMAIL_FILE_PATH = str(GOVHALL_HOME / "mail")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("GOVHALL_EMAIL_FROM", "政务大厅 <no-reply@govhall.example>")
GOVHALL_ANCHOR = environment.anchor()
GOVHALL_SMS_FOLDER = GOVHALL_HOME / "sms"

# The queue's own tables are migrated with ours; its tasks live in the tasks modules of apps.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
# Upkeep that fell into a time without a worker is made up for if its time was less than a day ago.
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 24 * 3600}
