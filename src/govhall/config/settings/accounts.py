"""Accounts: password rules, sessions, lockout and second factor (GB/T 22239-2019 level 3; standards.md 11.1)."""

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["govhall.support.identity.adapters.AccountBackend"]
# scrypt needs memory, not only time: as hard to guess as PBKDF2's million rounds, and a tenth of the wait at login.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "govhall.support.identity.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "govhall.support.identity.passwords.CharacterClassesValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "govhall.support.identity.adapters.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
# Vague answer, then a lock: five wrong passwords for one account and address block it for fifteen minutes.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/m/ip,5/15m/key",
    "login": "60/m/ip",
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
}
ACCOUNT_FORMS = {"user_token": "govhall.support.identity.forms.TokenForm"}
MFA_ADAPTER = "govhall.support.identity.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "GovHall"
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
# Idle limits in seconds (GB/T 22239 8.1.4.1 b): enforced by the identity middleware.
GOVHALL_IDLE_SECONDS = {"OFFICER": 15 * 60, "APPLICANT": 60 * 60}
