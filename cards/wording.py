"""Saying things in somebody's language: the gettext catalogues, and dates and ages in their time zone."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from gettext import GNUTranslations
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from inbox.errors import InboxError

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""The languages with a complete catalogue, each by its own name."""
_OTHERWISE = "en"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_AGES_UNTIL = 7 * _DAY


@dataclass(frozen=True)
class Wording:
    """A language, its way of writing dates, and a time zone."""

    language: str
    locale: Locale
    zone: ZoneInfo
    translations: GNUTranslations

    def gettext(self, message: str) -> str:
        """The message in this language."""
        return self.translations.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The message for one or for many, with its `%(count)d` filled in."""
        return self.translations.ngettext(one, many, count) % {"count": count}

    def refusal(self, error: InboxError) -> str:
        """A refusal, worded for the person who reads it."""
        message = self.gettext(error.message)
        return message % error.values if error.values else message

    def language_called(self, code: str) -> str:
        """The name of a language; its code where nobody has named it."""
        try:
            return Locale.parse(code).get_language_name(self.language) or code
        except (UnknownLocaleError, ValueError):
            return code

    def age(self, at: datetime, now: datetime) -> str:
        """How long ago, in few characters; from a week on the date, with its year when that is another."""
        seconds = int((now - at).total_seconds())
        if seconds < _MINUTE:
            return self.gettext("just now")
        if seconds < _HOUR:
            return self.ngettext("%(count)d min ago", "%(count)d min ago", seconds // _MINUTE)
        if seconds < _DAY:
            return self.ngettext("%(count)d h ago", "%(count)d h ago", seconds // _HOUR)
        if seconds < _AGES_UNTIL:
            return self.ngettext("%(count)d day ago", "%(count)d days ago", seconds // _DAY)
        local = self._here(at).date()
        return _day_of_year(local, self.locale) if local.year == now.year else _day(local, self.locale)

    def working_time(self, seconds: int) -> str:
        """How much work something is, in hours and minutes: a working day has no fixed length."""
        hours, minutes = seconds // _HOUR, seconds % _HOUR // _MINUTE
        return f"{hours} h {minutes} min" if hours and minutes else f"{hours} h" if hours else f"{minutes} min"

    def length(self, seconds: int) -> str:
        """How long something lasts: the two largest units, down to minutes."""
        days, hours, minutes = seconds // _DAY, seconds % _DAY // _HOUR, seconds % _HOUR // _MINUTE
        if days:
            told = self.ngettext("%(count)d day", "%(count)d days", days)
            return f"{told} {hours} h" if hours else told
        if hours:
            return f"{hours} h {minutes} min" if minutes else f"{hours} h"
        return f"{max(minutes, 1)} min"

    def day(self, at: datetime) -> str:
        """The date in the time zone."""
        return _day(self._here(at).date(), self.locale)

    def date(self, day: date) -> str:
        """A date."""
        return _day(day, self.locale)

    def moment(self, at: datetime) -> str:
        """Date and time in the time zone."""
        local = self._here(at)
        return f"{_day(local.date(), self.locale)}, {_clock(local.hour, local.minute, self.locale)}"

    def weekday(self, at: datetime) -> str:
        """Day of the week and time, for what is less than a week away."""
        local = self._here(at)
        return f"{_weekday(local.date(), self.locale)}, {_clock(local.hour, local.minute, self.locale)}"

    def stretch(self, since: datetime, until: datetime) -> str:
        """From when to when, with the day of the week."""
        begin, end = self._here(since), self._here(until)
        ends = _clock(end.hour, end.minute, self.locale)
        if end.date() != begin.date():
            ends = f"{_short_day(end.date(), self.locale)}, {ends}"
        return f"{_short_day(begin.date(), self.locale)}, {_clock(begin.hour, begin.minute, self.locale)} – {ends}"

    def clock(self, hour: int, minute: int = 0) -> str:
        """A time of the day."""
        return _clock(hour, minute, self.locale)

    def _here(self, at: datetime) -> datetime:
        """The time in the time zone; as it is at the ends of the calendar, where a zone leads beyond them."""
        try:
            return at.astimezone(self.zone)
        except OverflowError:
            return at


@lru_cache(maxsize=256)
def wording(language: str, time_zone: str) -> Wording:
    """The wording for a language tag such as `de-AT` and a zone; English and UTC for what we do not know."""
    locale = _locale(language)
    known = locale.language if locale.language in LANGUAGES else _OTHERWISE
    if locale.language != known:
        locale = Locale(known)
    zone = time_zone if time_zone in available_timezones() else "UTC"
    return Wording(known, locale, ZoneInfo(zone), _translations(known))


@lru_cache
def _translations(language: str) -> GNUTranslations:
    """The catalogue of a language, compiled in memory: what is installed is the text that people edit."""
    source = resources.files("cards") / "locale" / language / "LC_MESSAGES" / "messages.po"
    with source.open("rb") as file:
        catalog = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _locale(tag: str) -> Locale:
    try:
        return Locale.parse(tag.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError):
        pass  # a region or variant that nobody knows: its language may still be one of ours
    try:
        return Locale(tag.replace("_", "-").split("-")[0].lower())
    except (ValueError, UnknownLocaleError):
        return Locale(_OTHERWISE)


@lru_cache(maxsize=4096)
def _day(day: date, locale: Locale) -> str:
    return format_date(day, "medium", locale=locale)


@lru_cache(maxsize=4096)
def _day_of_year(day: date, locale: Locale) -> str:
    return format_skeleton("MMMd", day, locale=locale)


@lru_cache(maxsize=4096)
def _short_day(day: date, locale: Locale) -> str:
    return format_skeleton("MMMEd", day, locale=locale)


@lru_cache(maxsize=4096)
def _weekday(day: date, locale: Locale) -> str:
    return format_date(day, "EEEE", locale=locale)


@lru_cache(maxsize=4096)
def _clock(hour: int, minute: int, locale: Locale) -> str:
    return format_time(time(hour, minute, tzinfo=UTC), "short", tzinfo=UTC, locale=locale)
