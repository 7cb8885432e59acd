"""
Fields for personal data: text that the database only sees encrypted, and a keyed digest to find it by.

::

    phone = EncryptedTextField(purpose="phone")
    phone_index = BlindIndexField(source="phone", purpose="phone")

``Model.objects.filter(phone_index="139 0000 0000")`` finds the row: given values are normalised and hashed. Nothing
here masks, logs or audits; showing a value in clear is an act of the app that shows it.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.signals import pre_save

from govhall.infra.crypto import keys

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import CharField, TextField
else:
    # Django's fields are generic for type checkers only.
    class TextField(models.TextField):
        def __class_getitem__(cls, _: object) -> type:
            return cls

    class CharField(models.CharField):
        def __class_getitem__(cls, _: object) -> type:
            return cls


_Set = TypeVar("_Set", contravariant=True)
_Get = TypeVar("_Get", covariant=True)

DIGEST_LENGTH = 64
_DIGEST = re.compile(r"[0-9a-f]{64}")


def normalise(text: str) -> str:
    """Return ``text`` half-width, upper-case and without blanks and hyphens, so that spellings of one value meet."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text).upper())


class EncryptedTextField(TextField[_Set, _Get]):
    """
    Text that is stored as a token of the key ring under ``purpose`` and read back in clear.

    Its only lookup is ``isnull``; find rows by a ``BlindIndexField`` beside it. Sorting by it sorts noise.
    """

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        if kwargs.get("unique") or kwargs.get("db_index"):
            raise FieldError("an encrypted field can't be unique or indexed: put that on a BlindIndexField")
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Return what a migration needs to make this field again."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "purpose": self.purpose}

    def get_prep_value(self, value: Any) -> Any:
        """Return the token that is stored for ``value``."""
        prepared = super().get_prep_value(value)
        return prepared if prepared is None else keys.encrypt_text(self.purpose, prepared)

    def from_db_value(self, value: str | None, expression: Any, connection: "BaseDatabaseWrapper") -> str | None:
        """Return the text in clear."""
        return value if value is None else keys.decrypt_text(self.purpose, value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every lookup but ``isnull``: comparing tokens would silently find nothing."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(
            f"{self.name} is encrypted and can't be looked up with {lookup_name!r}; use its BlindIndexField"
        )

    def get_transform(self, lookup_name: str) -> Any:
        """Refuse transforms too, for the same reason."""
        raise FieldError(f"{self.name} is encrypted and has no {lookup_name!r}; use its BlindIndexField")


class Digest(str):
    """The keyed digest of a value, as opposed to the value itself."""

    __slots__ = ()


class BlindIndexField(CharField[_Set, _Get]):
    """
    The keyed digest (HMAC-SM3, 64 hexadecimal characters) of the field ``source``, filled whenever a row is saved.

    Lookups ``exact`` and ``in`` take values in clear. An empty source has no digest, so the field needs ``null=True``
    where the source may be empty. ``save(update_fields=[source])`` without this field is refused, since the index
    would go stale; ``QuerySet.update`` and ``bulk_update`` don't fill it and must not be used on the source.
    """

    def __init__(
        self,
        *args: Any,
        source: str,
        purpose: str,
        normalise: Callable[[str], str] = normalise,
        **kwargs: Any,
    ) -> None:
        self.source, self.purpose, self.normalise = source, purpose, normalise
        kwargs["max_length"] = DIGEST_LENGTH
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """Return what a migration needs to make this field again."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        kwargs |= {"source": self.source, "purpose": self.purpose}
        if self.normalise is not normalise:
            kwargs["normalise"] = self.normalise
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Report a source that the model doesn't have."""
        found = super().check(**kwargs)
        if self.source not in {field.name for field in self.model._meta.fields}:
            found.append(checks.Error(f"the source field {self.source!r} doesn't exist", obj=self, id="govhall.E001"))
        return found

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Watch partial saves of the model."""
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:
            pre_save.connect(self._refuse_stale_index, sender=cls, weak=False)

    def digest(self, value: str | None) -> Digest | None:
        """Return the digest for a value in clear, ``None`` for an empty one."""
        text = self.normalise(value) if value else ""
        return Digest(keys.blind_index(self.purpose, text)) if text else None

    def pre_save(self, model_instance: models.Model, add: bool) -> Digest | None:
        """Fill the index from its source."""
        found = self.digest(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, found)
        return found

    def get_prep_value(self, value: Any) -> Any:
        """Return the digest for a looked-up value; a digest stays as it is."""
        if value is None or isinstance(value, Digest):
            return value
        return self.digest(str(value)) or ""

    def get_db_prep_save(self, value: Any, connection: "BaseDatabaseWrapper") -> Any:
        """
        Pass a digest through and refuse anything else.

        :raises FieldError: if a value in clear would reach the database, as ``QuerySet.update`` would do
        """
        if value is not None and not hasattr(value, "as_sql") and not _DIGEST.fullmatch(str(value)):
            raise FieldError(f"{self.name} is filled from {self.source} when a row is saved and can't be set")
        return value

    def from_db_value(self, value: str | None, expression: Any, connection: "BaseDatabaseWrapper") -> Digest | None:
        """Mark a digest as such, so that it may be used in a lookup again."""
        return value if value is None else Digest(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse the lookups that have no meaning for a digest."""
        if lookup_name in {"exact", "in", "isnull"}:
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is a blind index: only exact, in and isnull can be asked, not {lookup_name!r}")

    def _refuse_stale_index(self, update_fields: frozenset[str] | None, **_: Any) -> None:
        if update_fields is not None and self.source in update_fields and self.name not in update_fields:
            raise FieldError(f"save(update_fields=…) with {self.source!r} must name {self.name!r} too")
