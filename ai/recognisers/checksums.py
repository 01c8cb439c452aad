"""Numbers that prove themselves: the arithmetic by which some identity and account numbers can be told from others."""

from __future__ import annotations

_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"


def luhn(digits: str) -> bool:
    """Payment cards."""
    total = 0
    for position, sign in enumerate(reversed(digits)):
        value = int(sign) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def iban(written: str) -> bool:
    """International bank accounts."""
    moved = written[4:] + written[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def nhs(digits: str) -> bool:
    """Numbers of the National Health Service of the United Kingdom."""
    check = 11 - sum(int(sign) * (10 - place) for place, sign in enumerate(digits[:9])) % 11
    return check % 11 == int(digits[9]) and check != 10


def tax_id(digits: str) -> bool:
    """German tax numbers of persons."""
    if digits[0] == "0":
        return False
    product = 10
    for sign in digits[:10]:
        total = (int(sign) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(digits[10])


def health_insurance(written: str) -> bool:
    """Numbers of members of German health insurances: a letter and nine digits."""
    digits = f"{ord(written[0]) - 64:02d}{written[1:9]}"
    return sum(_crossed(int(sign) * (2 if place % 2 else 1)) for place, sign in enumerate(digits)) % 10 == int(
        written[9]
    )


def pension_insurance(written: str) -> bool:
    """Numbers of members of the German pension insurance: 65 170839 J 003."""
    digits = f"{written[:8]}{ord(written[8]) - 64:02d}{written[9:11]}"
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    total = sum(_crossed(int(sign) * weight) for sign, weight in zip(digits, weights, strict=True))
    return total % 10 == int(written[11])


def dni(written: str) -> bool:
    """Spanish identity numbers of citizens, and those of foreigners, which begin with X, Y or Z."""
    digits = written[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2")
    return _DNI[int(digits) % 23] == written[-1]


def social_security_es(digits: str) -> bool:
    """Numbers of the Spanish social security: twelve digits, the last two prove the rest."""
    return int(digits[:10]) % 97 == int(digits[10:])


def ean(digits: str) -> bool:
    """Swiss insurance numbers, which are built like the codes on goods."""
    total = sum(int(sign) * (3 if place % 2 else 1) for place, sign in enumerate(digits[:-1]))
    return (10 - total % 10) % 10 == int(digits[-1])


def _crossed(value: int) -> int:
    """The sum of its digits."""
    return value // 10 + value % 10
