"""The troubles there are, in words for the people who switch them on, and what each means when nothing more is said."""

from typing import Any

KINDS = {
    "slow": "answers after so many seconds",
    "hang": "takes the call, answers after so many seconds with nothing, and does nothing",
    "hang-after": "does what was asked, and answers after so many seconds with nothing",
    "cut": "does what was asked, and breaks the answer off in the middle",
    "cut-before": "breaks the connection off and does nothing",
    "status": "answers with this status and reason instead",
    "outage": "answers 500, 502, 503 or 504, as during an outage",
    "rate-limit": "says that the calls come too fast, and to wait for so many seconds",
    "few-units": "gives a mailbox only this amount of quota units a minute",
    "daily-limit": "says that today's quota is used up",
    "fresh-404": "does not find messages younger than so many seconds",
    "history-expired": "has forgotten the history asked for",
    "empty-pages": "puts an empty page between the pages of history and lists",
    "short-pages": "puts no more than this amount of entries on a page",
    "page-expired": "no longer knows the page of a list or of the history",
    "history-uint64": "counts the history close to the largest number of 64 bits; for a mailbox not read before",
    "batch-part": "answers calls inside a batch with this status and reason",
    "batch-missing": "leaves parts out of the answer to a batch",
    "batch-cut": "ends the answer to a batch in the middle of a part",
    "batch-shuffled": "answers the parts of a batch in another order",
    "delegation-revoked": "no longer lets service accounts act for the mailbox",
    "push-lost": "never sends a notification",
    "push-duplicate": "sends a notification twice",
    "push-redelivered": "sends a notification again although it was taken",
    "push-late": "sends a notification so many seconds late",
    "push-reordered": "sends a notification after a newer one, or after so many seconds",
    "watch-dies": "forgets a watch at the next change, and says nothing",
    "clock-skew": "has a clock that is so many seconds ahead, or behind when it is less than zero",
    "dialect-label-400": "as some emulators do, answers 400 and not 409 for a label that exists",
    "dialect-encoded-headers": "as some emulators do, gives headers of mails as they were sent, encoded",
    "dialect-long-history": "as some emulators do, counts the history in numbers of this amount of digits",
    "dialect-no-profile": "as some emulators do, has no users.getProfile",
    "dialect-no-batch": "as some emulators do, takes no batches",
    "dialect-no-labels": "as some emulators do, has no users.labels",
    "dialect-no-watch": "as some emulators do, has no users.watch",
}

_BUSY = {"status": 429, "reason": "rateLimitExceeded"}
_MISSING = {"status": 404, "reason": "notFound"}
DEFAULTS: dict[str, dict[str, Any]] = {
    "rate-limit": {**_BUSY, "seconds": 1, "retry": "seconds"},
    "few-units": {**_BUSY, "amount": 300, "retry": "message"},
    "daily-limit": {"status": 403, "reason": "dailyLimitExceeded"},
    "batch-part": _BUSY,
    "fresh-404": {"seconds": 3},
    "short-pages": {"amount": 10},
    "push-reordered": {"seconds": 5},
    "delegation-revoked": {"status": 401},
    "dialect-long-history": {"amount": 60},
    "dialect-no-profile": _MISSING,
    "dialect-no-batch": _MISSING,
    "dialect-no-labels": _MISSING,
    "dialect-no-watch": _MISSING,
}
