"""The certificates themselves, their numbers, their use, and who may ask for them."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from govhall.infra.models import BlindIndexField, EncryptedTextField
from govhall.kernel.actor import ActorKind
from govhall.support.certificates.choices import Act, CertificateStatus, HolderCodeType, HolderKind, Interface, UseKind
from govhall.support.certificates.models.types import CertificateType, CertificateTypeVersion


class Certificate(models.Model):
    """
    An issued certificate. What its face said on the day of issue is kept, whatever becomes of its type.

    Personal data: holder's name and picture; holder's code, face (encrypted); retired with the case's archive period.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    type = models.ForeignKey(CertificateType, on_delete=models.PROTECT, related_name="certificates")
    template = models.ForeignKey(
        CertificateTypeVersion, on_delete=models.PROTECT, related_name="certificates",
        help_text="the version of the type that it was issued under; (type, template) is a foreign key of its own",
    )  # fmt: skip
    single_instance = models.BooleanField(help_text="copy of the type's rule on the day of issue, for the constraint")
    identifier = models.CharField(max_length=140, help_text="电子证照标识 with root and check character")
    number = models.CharField(max_length=80, help_text="证照编号, as people read it")
    version = models.PositiveSmallIntegerField(default=1)
    series_id = models.UUIDField(help_text="id of the first version: all versions of one certificate share it")
    replaced_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaces")
    holder_party_id = models.UUIDField(null=True)
    holder_kind = models.CharField(max_length=1, choices=HolderKind)
    holder_name = models.CharField(max_length=200)
    holder_code = EncryptedTextField(purpose="holder-code")
    holder_code_index = BlindIndexField(source="holder_code", purpose="holder-code")
    holder_code_type = models.CharField(max_length=3, choices=HolderCodeType)
    agency = models.ForeignKey("organizations.Agency", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=2, choices=CertificateStatus, default=CertificateStatus.VALID)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, help_text="the last day; empty for 长期")
    face = EncryptedTextField(purpose="certificate-face", help_text="JSON: lines of the face, rows of its table")
    photograph_id = models.UUIDField(null=True, help_text="the holder's picture on the face, a document")
    document_id = models.UUIDField(null=True, help_text="the sealed PDF; empty only inside the transaction of issue")
    pdf_sm3 = models.CharField(max_length=64, blank=True, help_text="of the sealed PDF")
    ofd_document_id = models.UUIDField(null=True, help_text="the sealed OFD, once somebody wanted it")
    ofd_sm3 = models.CharField(max_length=64, blank=True, help_text="of the sealed OFD")
    source_case = models.UUIDField(null=True)
    stock_row = models.ForeignKey(
        "certificates.StockRow", on_delete=models.PROTECT, null=True, related_name="+", db_index=False,
        help_text="存量: the row of the table that this was made from",
    )  # fmt: skip
    paper_issued_on = models.DateField(null=True, help_text="存量: day of issue of the paper that this continues")
    verify_token = models.CharField(max_length=26, help_text="128 random bits in base32, in the QR code")
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["identifier"], name="certificate_identifier_once"),
            models.UniqueConstraint(fields=["verify_token"], name="certificate_token_once"),
            models.UniqueConstraint(fields=["type", "agency", "number", "version"], name="certificate_number_once"),
            models.UniqueConstraint(fields=["stock_row"], name="one_certificate_of_stock_row"),
            models.CheckConstraint(
                condition=Q(stock_row__isnull=True) | Q(paper_issued_on__isnull=False), name="stock_has_day_of_paper"
            ),
            models.UniqueConstraint(
                fields=["source_case", "type"],
                condition=Q(source_case__isnull=False),
                name="one_certificate_of_case_and_type",
            ),
            models.UniqueConstraint(
                fields=["holder_code_index", "type"],
                condition=Q(status__in=["10", "19"], single_instance=True),
                name="one_valid_certificate_of_single_type",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="certificate_ends_after_start",
            ),
            models.UniqueConstraint(fields=["series_id", "version"], name="one_version_number_of_certificate"),
            models.UniqueConstraint(
                fields=["series_id"], condition=Q(status__in=["10", "19"]), name="one_valid_version_of_certificate"
            ),
            models.CheckConstraint(
                condition=Q(status="01", replaced_by__isnull=False) | ~Q(status="01") & Q(replaced_by__isnull=True),
                name="certificate_replaced_names_successor",
            ),
            # What ended by an act says when and why; expiry needs no reason.
            models.CheckConstraint(
                condition=~Q(status__in=["01", "03", "04", "05"]) | Q(ended_at__isnull=False) & ~Q(ended_reason=""),
                name="certificate_end_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["holder_party_id", "-issued_at"], name="certificate_wallet"),
            models.Index(
                fields=["agency", "-issued_at", "-id"], condition=Q(replaced_by=None), name="certificate_of_agency"
            ),
            models.Index(fields=["pdf_sm3"], name="certificate_pdf"),
            models.Index(fields=["ofd_sm3"], condition=~Q(ofd_sm3=""), name="certificate_ofd"),
            models.Index(fields=["valid_until"], condition=Q(status__in=["10", "19"]), name="certificate_expiring"),
        ]

    def __str__(self) -> str:
        return self.identifier


class CertificateCounter(models.Model):
    """The last running number of a type in an agency and a year. Personal data: none."""

    type = models.ForeignKey(CertificateType, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("organizations.Agency", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "agency", "year"], name="one_certificate_counter")]

    def __str__(self) -> str:
        return f"{self.type_id}/{self.agency_id}/{self.year}: {self.last}"


class CertificateAct(models.Model):
    """
    What an officer did to a certificate after its issue, and why. Rows never change.

    Personal data: name of the officer; retired with the certificate.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="acts")
    act = models.CharField(max_length=10, choices=[choice for choice in Act.choices if choice[0] != Act.EXPIRE])
    reason = models.CharField(max_length=500)
    actor_id = models.UUIDField()
    actor_name = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="certificate_act_has_reason")]
        indexes = [models.Index(fields=["certificate", "-at"], name="certificate_act_newest")]
        triggers = [
            pgtrigger.Protect(name="certificate_act_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.id}"


class CertificateUse(models.Model):
    """
    Who viewed, downloaded, verified or cited a certificate, and for what. Rows never change.

    Personal data: name of the person who used it; retired with the certificate.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="uses")
    kind = models.CharField(max_length=10, choices=UseKind)
    actor_kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in ActorKind])
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=100, blank=True)
    agency = models.ForeignKey("organizations.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    is_holder = models.BooleanField(help_text="the holder's own act")
    purpose = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["certificate", "-at"], name="certificate_use_newest")]
        triggers = [
            pgtrigger.Protect(name="certificate_use_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Showing(models.Model):
    """
    A shown code that somebody scanned (亮证), what they asked for, and what the holder answered.

    Personal data: what the asking side said of itself; retired with the log of use.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="showings")
    nonce = models.CharField(max_length=16, help_text="of the code: it is good for one scan")
    viewer_sm3 = models.CharField(max_length=64, help_text="digest of the token of the page of whoever scanned")
    scanned_at = models.DateTimeField()
    asker = models.CharField(max_length=60, blank=True)
    purpose = models.CharField(max_length=60, blank=True)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)
    labels = ArrayField(models.CharField(max_length=60), default=list, help_text="what the holder agreed to disclose")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nonce"], name="show_code_once"),
            models.UniqueConstraint(fields=["viewer_sm3"], name="showing_viewer_once"),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True) | ~Q(asker="") & ~Q(purpose=""), name="showing_question_says_who"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, is_agreed__isnull=True)
                | Q(answered_at__isnull=False, is_agreed__isnull=False, asked_at__isnull=False),
                name="showing_answer_has_question",
            ),
            # Nothing is disclosed without a yes that names it.
            models.CheckConstraint(
                condition=Q(is_agreed=True) & ~Q(labels=[]) | ~Q(is_agreed=True) & Q(labels=[]),
                name="showing_discloses_what_was_agreed",
            ),
        ]
        indexes = [models.Index(fields=["certificate", "-scanned_at"], name="showing_newest")]

    def __str__(self) -> str:
        return str(self.id)


class Share(models.Model):
    """
    A holder's leave to see a certificate, or some of it, for a purpose and a while, by a link.

    Personal data: what the holder says of the recipient; the link (encrypted); retired with the log of use.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="shares")
    token = EncryptedTextField(purpose="share-token", help_text="128 random bits in base32, the end of the link")
    token_index = BlindIndexField(source="token", purpose="share-token")
    purpose = models.CharField(max_length=60)
    recipient = models.CharField(max_length=60)
    labels = ArrayField(models.CharField(max_length=60), default=list, help_text="lines shared; empty for all")
    until = models.DateTimeField()
    created_by_id = models.UUIDField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_index"], name="share_token_once"),
            models.CheckConstraint(condition=Q(until__gt=F("created_at")), name="share_ends_after_start"),
            models.CheckConstraint(condition=~Q(purpose="") & ~Q(recipient=""), name="share_says_why_and_for_whom"),
        ]
        indexes = [models.Index(fields=["certificate", "-created_at"], name="share_newest")]

    def __str__(self) -> str:
        return str(self.id)


class ApiClient(models.Model):
    """An application of a department that may use the interface, and what it was granted. Personal data: none."""

    id = models.UUIDField(primary_key=True, editable=False)
    app_id = models.CharField(max_length=32)
    name = models.CharField(max_length=100)
    agency = models.ForeignKey("organizations.Agency", on_delete=models.PROTECT, related_name="+")
    secret = EncryptedTextField(purpose="api-secret", help_text="key of the HMAC over each call")
    former_secret = EncryptedTextField(purpose="api-secret", blank=True, help_text="the key before, good for a while")
    former_until = models.DateTimeField(null=True)
    secret_at = models.DateTimeField(null=True, help_text="when the secret was changed last")
    type_keys = ArrayField(models.CharField(max_length=60), help_text="types it may read")
    interfaces = ArrayField(models.CharField(max_length=20, choices=Interface))
    fields = ArrayField(models.CharField(max_length=60), default=list, help_text="labels of faces it may read")
    addresses = ArrayField(models.CharField(max_length=50), default=list, help_text="networks; empty for any")
    daily_cap = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(help_text="the last day")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["app_id"], name="api_client_once"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="api_client_ends_after_start"),
            models.CheckConstraint(condition=Q(daily_cap__gte=1), name="api_client_has_cap"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(former_until__isnull=True),
                name="ended_api_client_has_one_secret",
            ),
        ]
        indexes = [models.Index(fields=["agency", "-made_at"], name="api_clients_of_an_agency")]

    def __str__(self) -> str:
        return self.app_id


class ApiCall(models.Model):
    """A call that was let in; its nonce is good once. Rows never change. Personal data: none."""

    id = models.UUIDField(primary_key=True, editable=False)
    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="calls")
    nonce = models.CharField(max_length=64)
    interface = models.CharField(max_length=20, choices=Interface)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "nonce"], name="api_nonce_once")]
        indexes = [models.Index(fields=["client", "-at", "-id"], name="api_calls_newest")]
        triggers = [pgtrigger.Protect(name="api_call_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.id)


class ApiDay(models.Model):
    """How often a client called on a day, for its cap. Personal data: none."""

    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    calls = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "day"], name="one_api_day")]

    def __str__(self) -> str:
        return f"{self.client_id} {self.day}: {self.calls}"


class ApiRefusal(models.Model):
    """
    How often calls were refused within an hour: for which application, at which interface, why.

    Counted, not listed, so that a flood of bad calls fills no disk. ``app_id`` is what the caller claims: with a wrong
    signature nobody knows who called. Personal data: none.
    """

    app_id = models.CharField(max_length=32, blank=True, help_text="empty for one that nobody registered")
    interface = models.CharField(max_length=20, choices=Interface)
    reason = models.CharField(max_length=40)
    hour = models.DateTimeField()
    last_at = models.DateTimeField()
    calls = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["app_id", "hour", "interface", "reason"], name="one_api_refusal_an_hour")
        ]
        indexes = [models.Index(fields=["hour"], name="api_refusals_by_age")]

    def __str__(self) -> str:
        return f"{self.app_id} {self.hour:%F %H} {self.reason}: {self.calls}"
