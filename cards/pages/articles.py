"""The knowledge base: what is due for review first, then all there is; searched by words and by meaning."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from cards import article_words, parts
from cards.kit import (
    Button,
    Buttons,
    Card,
    Chip,
    Chips,
    Footer,
    Icon,
    Line,
    Open,
    Params,
    Press,
    Section,
    Span,
    TextField,
    Widget,
)
from cards.parts import HERE
from cards.view import View
from inbox import article_lists, article_queries, article_search, articles, markdown
from inbox.access import require_staff
from inbox.article_lists import Listed, Overview
from inbox.mail.text import gist

_ON_A_PAGE, _FOUND, _FURTHEST = 40, 20, 1_000_000
_BESIDE_BEST = 0.4
"""What fits so much less well than the best is not shown."""
ARCHIVED = "archived"
"""Chosen in the place of a language."""


def draw(session: Session, view: View, params: Params) -> Card:
    """All articles that the viewer may read, those in one language, or what a query finds."""
    require_staff(view.viewer)
    query, chosen = article_queries.trimmed(params.get("query", "")), params.get("language", "")
    there = article_lists.overview(session, view.viewer, today=today(view))
    rows = _found(session, view, query, chosen) if query else _listed(session, view, params, chosen, there)
    new = Button(view.gettext("New article…"), Open("article-edit"), is_primary=True)
    return Card(
        name="articles",
        title=view.gettext("Knowledge base"),
        subtitle=query or view.ngettext("%(count)d article", "%(count)d articles", there.current),
        sections=(Section((*_search(view, query, chosen), *_chips(view, chosen, there))), Section(rows)),
        menu=(Button(view.gettext("Refresh"), Open("articles", {"query": query, "language": chosen, **HERE})),),
        footer=Footer(new) if articles.may_write(view.viewer) else None,
        carries={"drawn": view.drawn},
    )


def today(view: View) -> date:
    """The day where the viewer is."""
    return view.now.astimezone(view.wording.zone).date()


def _search(view: View, query: str, chosen: str) -> tuple[Widget, ...]:
    field = TextField("query", view.gettext("Search"), value=query, hint=view.gettext("What it is about, in any words"))
    press = Press("search-articles", {"language": chosen, **HERE}, needs=("query",))
    return field, Buttons((Button(view.gettext("Search"), press),))


def _chips(view: View, chosen: str, there: Overview) -> tuple[Widget, ...]:
    languages = {"": view.gettext("All")} if len(there.by_language) > 1 or there.archived else {}
    if len(there.by_language) > 1:
        languages |= {one: view.wording.language_called(one) for one in there.by_language}
    if there.archived:
        languages[ARCHIVED] = view.gettext("Archived")
    chips = tuple(
        Chip(name, Open("articles", {"language": one, **HERE}), is_current=one == chosen)
        for one, name in languages.items()
    )
    return (Chips(chips),) if chips else ()


def _listed(session: Session, view: View, params: Params, chosen: str, there: Overview) -> tuple[Widget, ...]:
    start = parts.number(params, "start") if params.get("start") else 0
    rows = article_lists.listed(
        session, view.viewer, today=today(view), language="" if chosen == ARCHIVED else chosen,
        is_archived=chosen == ARCHIVED, start=min(start, _FURTHEST), limit=_ON_A_PAGE + 1,
    )  # fmt: skip
    widgets: list[Widget] = [_line(view, one, one.beginning) for one in rows[:_ON_A_PAGE]]
    if len(rows) > _ON_A_PAGE:
        more = Open("articles", {"language": chosen, "start": str(start + _ON_A_PAGE), **HERE})
        widgets.append(Buttons((Button(view.gettext("More articles"), more),)))
    return tuple(widgets) or (_nothing(view, there),)


def _found(session: Session, view: View, query: str, chosen: str) -> tuple[Widget, ...]:
    """What fits the words, and by now the meaning."""
    asked = article_queries.asked(session, view.viewer.organization_id, query)
    hits = article_search.find(
        session, view.viewer.organization_id, view.viewer, query, language=_spoken(view, chosen), limit=_FOUND,
        meaning=asked.meaning,
    )  # fmt: skip
    hits = [one for one in hits if one.score >= _BESIDE_BEST * hits[0].score]
    rows = article_lists.of_ids(session, view.viewer, [one.article_id for one in hits])
    lines = [_line(view, rows[one.article_id], one.passage) for one in hits if one.article_id in rows]
    widgets: list[Widget] = [*lines]
    if not lines:
        widgets.append(Line(text=view.gettext("No article says anything of this. Try other words.")))
    if asked.is_pending:
        again = Button(view.gettext("Look again"), Open("articles", {"query": query, "language": chosen, **HERE}))
        widgets += [parts.quiet(view.gettext("Found by words. Articles that mean the same are being looked for.")),
                    Buttons((again,))]  # fmt: skip
    return tuple(widgets)


def _spoken(view: View, chosen: str) -> str:
    return chosen if chosen and chosen != ARCHIVED else ""


def _line(view: View, one: Listed, said: str) -> Line:
    facts = [view.wording.language_called(one.language), article_words.audience(view, one.audience)]
    is_due = one.review_on is not None and one.review_on <= today(view)
    if is_due and one.owner_id == view.viewer.person_id:
        facts.insert(0, view.gettext("Your review is due"))
    elif is_due:
        facts.insert(0, view.gettext("Review is due"))
    return Line(
        text=(Span(gist(one.title, parts.SUBJECT), bold=True), "\n", gist(markdown.glimpse(said), parts.GIST)),
        above=" · ".join(facts),
        icon=Icon.NOTE,
        icon_says=view.gettext("Article"),
        act=Open("article", {"article": str(one.id)}),
    )


def _nothing(view: View, there: Overview) -> Line:
    """What an empty list says, and where to go from it."""
    if there.current:
        return Line(text=view.gettext("There is no article here. Look under All."))
    if articles.may_write(view.viewer):
        return Line(text=view.gettext("There are no articles yet. Write down what your team is asked most; passages of "
                                      "it are then offered beside mail that asks for it."))  # fmt: skip
    return Line(text=view.gettext("There are no articles yet. A lead or an admin can write some."))
