"""The register of pages: whatever staff can look at, one file a card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.orm import Session

from cards.kit import Card, Params
from cards.pages import (
    article,
    article_archive,
    article_edit,
    article_version,
    articles,
    assign,
    availability,
    board,
    categorize,
    conversation,
    draft,
    due,
    edit,
    grant,
    home,
    insights,
    insights_team,
    learning,
    ledger,
    ledger_mailbox,
    links,
    merge,
    merge_confirm,
    message,
    messages,
    models,
    moods,
    my_day,
    not_tracked,
    note,
    notes,
    notice_settings,
    notices,
    outward,
    policies,
    policy,
    release,
    reply,
    rewritten,
    rule,
    rules,
    rules_here,
    search,
    settings,
    snooze,
    split,
    split_confirm,
    summary,
    team,
    template,
    templates,
    timeline,
    webhooks,
)
from cards.view import View

Page = Callable[[Session, View, Params], Card]

_DRAWN: dict[str, Page] = {
    "home": home.draw,
    "my-day": my_day.draw,
    "board": board.draw,
    "search": search.draw,
    "conversation": conversation.draw,
    "assign": assign.draw,
    "edit": edit.draw,
    "categorize": categorize.draw,
    "snooze": snooze.draw,
    "note": note.draw,
    "notes": notes.draw,
    "grant": grant.draw,
    "messages": messages.draw,
    "message": message.draw,
    "due": due.draw,
    "timeline": timeline.draw,
    "rules-here": rules_here.draw,
    "rules": rules.draw,
    "learning": learning.draw,
    "rule": rule.draw,
    "links": links.draw,
    "merge": merge.draw,
    "merge-confirm": merge_confirm.draw,
    "split": split.draw,
    "split-confirm": split_confirm.draw,
    "release": release.draw,
    "reply": reply.draw,
    "summary": summary.draw,
    "draft": draft.draw,
    "rewritten": rewritten.draw,
    "settings": settings.draw,
    "insights": insights.draw,
    "insights-team": insights_team.draw,
    "moods": moods.draw,
    "policies": policies.draw,
    "policy": policy.draw,
    "availability": availability.draw,
    "team": team.draw,
    "templates": templates.draw,
    "template": template.draw,
    "notices": notices.draw,
    "notice-settings": notice_settings.draw,
    "webhooks": webhooks.draw,
    "models": models.draw,
    "outward": outward.draw,
    "ledger": ledger.draw,
    "ledger-mailbox": ledger_mailbox.draw,
    "not-tracked": not_tracked.draw,
    "articles": articles.draw,
    "article": article.draw,
    "article-edit": article_edit.draw,
    "article-version": article_version.draw,
    "article-archive": article_archive.draw,
}


def _in_its_language(draw: Page) -> Page:
    """The page, saying what language it is written in: hosts that add words of their own go by that."""

    def drawn(session: Session, view: View, params: Params) -> Card:
        return replace(draw(session, view, params), language=view.wording.language)

    return drawn


PAGES: dict[str, Page] = {name: _in_its_language(draw) for name, draw in _DRAWN.items()}
