"""Which regions' things somebody sees from a place."""


def visible_from(region_path: str) -> tuple[str, ...]:
    """
    Return the path itself and all above it: ``/52/5201/`` → (``/``, ``/52/``, ``/52/5201/``).

    What a province offers everybody in it may use; what a county offers only those who stand in it. A path comes from
    addresses and cookies, so parts that are no codes are left out.
    """
    codes = [code for code in region_path.split("/") if code.isascii() and code.isdigit()]
    return tuple("/" + "".join(f"{code}/" for code in codes[:depth]) for depth in range(len(codes) + 1))
