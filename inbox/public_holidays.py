"""Public holidays of a country, or of a region of it, as the package `holidays` knows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import holidays


class Region(NamedTuple):
    """A country by ISO 3166-1, like DE; a region of it as the country numbers them in ISO 3166-2, like BY, or none."""

    country: str
    part: str = ""

    def __str__(self) -> str:
        return f"{self.country}-{self.part}" if self.part else self.country


def region(text: str) -> Region:
    """Read `DE` or `DE-BY`. Raises ValueError for what has no holidays that are known."""
    country, _, part = text.strip().partition("-")
    country, known = country.upper(), holidays.list_supported_countries(include_aliases=True)
    if country not in known:
        raise ValueError(f"no holidays of {country or 'nowhere'} are known; write a country like DE or US")
    parts = {one.casefold(): one for one in known[country]}
    if part and part.casefold() not in parts:
        there_are = ", ".join(parts.values()) or "none"
        raise ValueError(f"no holidays of {country}-{part} are known; the regions of {country} are: {there_are}")
    return Region(country, parts[part.casefold()] if part else "")


def name(region: Region, day: date) -> str:
    """What is celebrated there on a day; empty on other days."""
    return _of(region, day.year).get(day, "")


@lru_cache(maxsize=256)
def _of(region: Region, year: int) -> Mapping[date, str]:
    return dict(holidays.country_holidays(region.country, subdiv=region.part or None, years=year).items())
