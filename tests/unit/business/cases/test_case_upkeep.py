"""What nobody needs is forgotten; what a case or a draft holds is not."""

from datetime import timedelta
from unittest.mock import patch
from uuid import UUID

import pytest

from factories import applications, people, walk
from govhall.business.cases import public as cases
from govhall.business.cases.models import Case, InquiryAttempt
from govhall.business.cases.services import numbering, sweep
from govhall.infra import clock, storage
from govhall.kernel.errors import NotFound
from govhall.support.documents import public as documents
from govhall.support.forms import public as forms
from govhall.support.forms.models import Draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
LATER = timedelta(days=100)


def is_kept(file_id: UUID) -> bool:
    try:
        documents.content(file_id).close()
        documents.document(file_id)
    except (NotFound, storage.StoredFileMissing):
        return False
    return True


class TestSweep:
    def test_discards_uploads_that_nobody_claimed(self, django_capture_on_commit_callbacks: object) -> None:
        owner = people.shop_owner()
        lost, in_draft = applications.upload(owner), applications.upload(owner)
        draft = forms.open_draft(
            subject="x", party_id=people.restaurant().id, answers={}, data={}, by=owner, at=clock.now()
        )
        held = forms.DraftFile(code="layout", file_id=in_draft, name="a.pdf", size=1, content_type="application/pdf")
        forms.attach(draft_id=draft.id, file=held, by=owner, at=clock.now())
        receipt = walk.submitted()
        in_case = [m.file_id for m in cases.applicant_file(number=receipt.number, by=owner).materials if m.file_id]
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            assert sweep.sweep(at=clock.now() + LATER) == 1
        assert not is_kept(lost)
        assert all(is_kept(file_id) for file_id in [in_draft, *in_case])

    def test_leaves_young_uploads(self) -> None:
        young = applications.upload(people.shop_owner())
        assert sweep.sweep(at=clock.now()) == 0
        assert is_kept(young)

    def test_forgets_wrong_guesses_after_a_day(self) -> None:
        with pytest.raises(NotFound):
            cases.inquire(number="1", password="000000", address="10.0.0.9", at=clock.now())
        sweep.sweep(at=clock.now() + timedelta(days=2))
        assert not InquiryAttempt.objects.exists()

    def test_deletes_drafts_nobody_touched(self) -> None:
        owner = people.shop_owner()
        forms.open_draft(subject="x", party_id=people.restaurant().id, answers={}, data={}, by=owner, at=clock.now())
        assert forms.sweep_drafts(before=clock.now() - timedelta(days=90)) == 0
        assert forms.sweep_drafts(before=clock.now() + timedelta(days=1)) == 1
        assert not Draft.objects.exists()


class TestNumbers:
    def test_a_taken_number_is_passed_over(self) -> None:
        taken = walk.submitted().number
        real = numbering.next_number
        numbers = iter([taken, taken])
        with patch.object(numbering, "next_number", lambda *facts: next(numbers, None) or real(*facts)):
            receipt = walk.submitted()
        assert receipt.number != taken
        assert Case.objects.count() == 2
