"""The one-time code is that of RFC 6238."""

import pytest

from govhall.config.cli.code import one_time_code


@pytest.mark.parametrize(("moment", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_gives_the_values_of_the_rfc(moment: int, code: str) -> None:
    assert one_time_code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at=moment) == code
