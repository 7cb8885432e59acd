"""One-time tickets with which a person sets a password without knowing the old one."""

from django.db import models
from django.db.models import F, Q

from govhall.kernel.identifiers import new_id
from govhall.support.identity.choices import TicketWay
from govhall.support.identity.models.accounts import User


class PasswordTicket(models.Model):
    """
    The right to set an account's password once, until a moment. The code itself isn't stored, only its digest.

    Personal data: none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="password_tickets")
    way = models.CharField(max_length=8, choices=TicketWay.choices)
    digest = models.CharField(max_length=64, help_text="keyed digest of the code")
    drops_factor = models.BooleanField(default=False, help_text="the second factor goes when the ticket is used")
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField(null=True, help_text="the officer's account; null for a link by e-mail")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="identity_ticket_code_once"),
            # A new ticket takes the place of the old one. Ways stand apart: otherwise a stranger who asks for a link
            # by e-mail would spoil the code that the holder was given at the window.
            models.UniqueConstraint(
                fields=["user", "way"],
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="identity_ticket_open_once",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="identity_ticket_period"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True), name="identity_ticket_one_end"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(used_at__lt=F("expires_at")), name="identity_ticket_used_in_time"
            ),
            # Nobody opens the own account by way of an office.
            models.CheckConstraint(
                condition=Q(issued_by__isnull=True) | ~Q(issued_by=F("user")), name="identity_ticket_not_own"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
