"""The query password of a case: six digits, derived from the case id by a secret key, so nothing needs storing."""

import hmac
from uuid import UUID

from govhall.infra.crypto import keys


def query_password(case_id: UUID) -> str:
    """Return the six digits with which anybody may ask for the progress of this case."""
    digest = keys.blind_index("query-password", str(case_id))
    return f"{int(digest[:15], 16) % 1_000_000:06d}"


def is_query_password(case_id: UUID, given: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(query_password(case_id), given.strip())
