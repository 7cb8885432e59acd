"""Masking of personal data for screens and exports. A masked value must not allow to guess the rest."""

STAR = "*"


def mask_name(name: str) -> str:
    """杨秀兰 → 杨*兰; 杨兰 → 杨*; 欧阳某某 → 欧**某; an empty name stays empty."""
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return name[0] + STAR
    return name[0] + STAR * (len(name) - 2) + name[-1]


def mask_id_number(number: str) -> str:
    """5201 and the last four stay: enough for the holder to recognise, too little to use."""
    return _keep(number, head=4, tail=4)


def mask_phone(phone: str) -> str:
    """139****0182."""
    return _keep(phone, head=3, tail=4)


def mask_email(email: str) -> str:
    """The first character and the domain stay."""
    local, at, domain = email.partition("@")
    return f"{local[:1]}***{at}{domain}" if at else STAR * len(email)


def mask_address(address: str) -> str:
    """The first six characters (city and district) stay."""
    return address if len(address) <= 6 else address[:6] + STAR * 4


def mask_organization(name: str) -> str:
    """山间小味餐饮店 → 山间***店. Names of legal entities are public; used where the holder may be a person."""
    return name if len(name) <= 3 else name[:2] + STAR * 3 + name[-1]


def _keep(text: str, *, head: int, tail: int) -> str:
    if len(text) <= head + tail:
        return STAR * len(text)
    return text[:head] + STAR * (len(text) - head - tail) + text[-tail:]
