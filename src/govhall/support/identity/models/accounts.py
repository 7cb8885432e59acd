"""Accounts. An account proves who somebody is; whom it may act for and which posts it holds stand in other tables."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from govhall.kernel.identifiers import new_id
from govhall.support.identity.choices import AccountKind, PreferredContrast, PreferredSize


class UserManager(BaseUserManager["User"]):
    """Makes accounts for the framework; the acts that create accounts stand in services."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Store and return an account; without a password nobody can sign in to it."""
        user = self.model(username=username.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """
    One account of one person (GB/T 22239-2019 8.1.4.1 a: unique identity).

    It carries no permissions: those follow from posts (``Post``), decided in ``security.access``.

    Personal data: username, name; the row is deactivated, not deleted, while records of acts refer to it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60, blank=True, help_text="as shown on screens and in records of acts")
    kind = models.CharField(max_length=12, choices=AccountKind.choices, default=AccountKind.APPLICANT)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    password_changed_at = models.DateTimeField(null=True)
    previous_password = models.CharField(max_length=128, blank=True, help_text="hash of the password before this one")
    preferred_size = models.CharField(max_length=8, choices=PreferredSize.choices, blank=True)
    preferred_contrast = models.CharField(max_length=8, choices=PreferredContrast.choices, blank=True)
    is_demonstration = models.BooleanField(default=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            # One spelling of a name: otherwise two people could differ by a capital letter only.
            models.CheckConstraint(condition=models.Q(username=Lower("username")), name="identity_username_lower"),
            models.CheckConstraint(condition=models.Q(kind__in=AccountKind.values), name="identity_user_kind"),
        ]

    def __str__(self) -> str:
        return self.username
