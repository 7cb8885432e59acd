"""Encrypted fields: the database sees tokens only, and rows are found by blind index only."""

from pathlib import Path

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.test.utils import isolate_apps

from govhall.infra.crypto import keyfile, keys
from govhall.infra.models import BlindIndexField, EncryptedTextField, Identified, normalise

pytestmark = [pytest.mark.django_db, pytest.mark.clause("10", "box:信息安全设施")]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVHALL_HOME", str(tmp_path))
    monkeypatch.delenv(keyfile.ROOT_VARIABLE, raising=False)


with isolate_apps():

    class Holder(Identified):
        """Personal data: phone (encrypted); a table of these tests only."""

        phone = EncryptedTextField(purpose="phone")
        phone_index = BlindIndexField(source="phone", purpose="phone", unique=True)
        address = EncryptedTextField(purpose="address", null=True)
        address_index = BlindIndexField(source="address", purpose="address", null=True)

        class Meta:
            app_label = "tests_encrypted_fields"


@pytest.fixture
def table(db: None) -> models.Manager[Holder]:
    # The table goes away with the transaction of the test.
    with connection.schema_editor() as editor:
        editor.create_model(Holder)
    return Holder._default_manager


def stored(holder: Holder) -> tuple[str, str, str | None, str | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT phone, phone_index, address, address_index FROM {Holder._meta.db_table} WHERE id = %s", [holder.id]
        )
        row: tuple[str, str, str | None, str | None] = cursor.fetchone()
        return row


class TestStoring:
    def test_the_database_sees_a_token_and_a_digest(self, table: models.Manager[Holder]) -> None:
        holder = table.create(phone="13900000000")
        phone, index, address, address_index = stored(holder)
        assert phone.startswith("g1.phone.1.")
        assert index == keys.blind_index("phone", "13900000000")
        assert (address, address_index) == (None, None)

    def test_the_program_reads_clear_text(self, table: models.Manager[Holder]) -> None:
        holder = table.create(phone="13900000000", address="贵阳市 1 号")
        again = table.get(id=holder.id)
        assert (again.phone, again.address) == ("13900000000", "贵阳市 1 号")
        assert table.values_list("phone", flat=True).get() == "13900000000"

    def test_rows_from_before_a_rotation_still_read(self, table: models.Manager[Holder]) -> None:
        holder = table.create(phone="13900000000")
        keys.keyring().rotate("phone")
        assert table.get(phone_index="13900000000") == holder
        assert table.get(id=holder.id).phone == "13900000000"

    def test_saving_again_follows_the_source(self, table: models.Manager[Holder]) -> None:
        holder = table.create(phone="13900000000", address="甲")
        holder.phone, holder.address = "13911111111", ""
        holder.save()
        assert table.filter(phone_index="13911111111").exists()
        assert not table.filter(phone_index="13900000000").exists()
        assert stored(holder)[3] is None

    def test_bulk_create_fills_the_index(self, table: models.Manager[Holder]) -> None:
        table.bulk_create([Holder(phone=f"1390000000{digit}") for digit in range(3)])
        assert table.filter(phone_index__in=["13900000000", "139 0000 0002", "1"]).count() == 2

    def test_the_index_keeps_values_unique(self, table: models.Manager[Holder]) -> None:
        table.create(phone="139-0000-0000")
        with pytest.raises(IntegrityError), transaction.atomic():
            table.create(phone="１３９ 0000 0000")


class TestPartialSaves:
    def test_a_stale_index_is_refused(self, table: models.Manager[Holder]) -> None:
        holder = table.create(phone="13900000000")
        holder.phone = "13911111111"
        with pytest.raises(FieldError, match="phone_index"):
            holder.save(update_fields=["phone"])
        holder.save(update_fields=["phone", "phone_index"])
        assert table.get(phone_index="13911111111") == holder

    def test_a_clear_value_never_reaches_the_index_column(self, table: models.Manager[Holder]) -> None:
        table.create(phone="13900000000")
        with pytest.raises(FieldError, match="can't be set"):
            table.update(phone_index="13911111111")


class TestLookups:
    def test_finds_any_spelling_of_the_value(self, table: models.Manager[Holder]) -> None:
        holder = table.create(phone="139-0000-0000")
        assert table.get(phone_index=" 139 0000 0000 ") == holder
        assert table.get(phone_index=table.get().phone_index) == holder
        assert table.filter(address_index__isnull=True).count() == 1

    @pytest.mark.parametrize("lookup", ["phone", "phone__exact", "phone__contains", "phone__in", "phone__lower"])
    def test_encrypted_text_cannot_be_looked_up(self, table: models.Manager[Holder], lookup: str) -> None:
        with pytest.raises(FieldError, match="BlindIndexField"):
            table.filter(**{lookup: "139"}).exists()

    @pytest.mark.parametrize("lookup", ["contains", "gt", "startswith"])
    def test_a_digest_is_only_compared(self, table: models.Manager[Holder], lookup: str) -> None:
        with pytest.raises(FieldError, match="blind index"):
            table.filter(**{f"phone_index__{lookup}": "139"}).exists()

    def test_an_empty_value_finds_nothing(self, table: models.Manager[Holder]) -> None:
        table.create(phone="139")
        assert not table.filter(address_index="").exists()

    def test_whether_text_is_there_may_be_asked(self, table: models.Manager[Holder]) -> None:
        table.create(phone="139")
        assert table.filter(address__isnull=True).count() == 1


class TestDefinition:
    def test_an_encrypted_field_is_never_indexed(self) -> None:
        for option in ("unique", "db_index"):
            with pytest.raises(FieldError, match="BlindIndexField"):
                EncryptedTextField(purpose="phone", **{option: True})

    def test_fields_survive_a_migration(self) -> None:
        for field in (Holder._meta.get_field("phone"), Holder._meta.get_field("address_index")):
            assert isinstance(field, EncryptedTextField | BlindIndexField)
            _, _, args, kwargs = field.deconstruct()
            again = type(field)(*args, **kwargs)
            assert again.deconstruct()[3] == kwargs
            assert "purpose" in MigrationWriter.serialize(again)[0]

    def test_a_missing_source_is_reported(self) -> None:
        with isolate_apps():

            class Broken(models.Model):
                """Personal data: none."""

                index = BlindIndexField(source="nothing", purpose="phone")

                class Meta:
                    app_label = "tests_encrypted_fields"

            assert [found.id for found in Broken.check()] == ["govhall.E001"]

    def test_keys_are_ordered_by_time(self) -> None:
        first, second = Holder().id, Holder().id
        assert first.version == second.version == 7
        assert first.bytes[:6] <= second.bytes[:6]

    def test_normalising_joins_spellings(self) -> None:
        assert normalise(" １１０105-1949 1231 002x ") == "11010519491231002X"
