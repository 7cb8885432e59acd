"""Posts (岗位): which officer holds which role in which agency, and when."""

from django.db import models
from django.db.models import F, Q

from govhall.kernel.identifiers import new_id
from govhall.support.identity.models.accounts import User


class Post(models.Model):
    """
    A role held in an agency during a half-open period. ``role`` is a code of ``security.access``.

    Personal data: none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    agency = models.ForeignKey("organizations.Agency", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    appointed_by = models.UUIDField(null=True)
    appointed_at = models.DateTimeField()
    ended_by = models.UUIDField(null=True)
    end_told_at = models.DateTimeField(null=True, help_text="when other apps were told that the post is over")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")), name="identity_post_period"
            ),
            models.UniqueConstraint(
                fields=["user", "agency", "role"],
                condition=Q(valid_until__isnull=True),
                name="identity_post_open_once",
            ),
            # GB/T 22239-2019 8.1.4.2 d: nobody gives rights to themself.
            models.CheckConstraint(
                condition=Q(appointed_by__isnull=True) | ~Q(appointed_by=F("user")), name="identity_post_not_own"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "role"], name="identity_post_agency"),
            models.Index(
                fields=["valid_until"],
                condition=Q(valid_until__isnull=False, end_told_at__isnull=True),
                name="identity_post_to_tell",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.agency_id}"
