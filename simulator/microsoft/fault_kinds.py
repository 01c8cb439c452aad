"""The troubles only a Microsoft has, in words for the people who switch them on; the others it shares with Google."""

from typing import Any

KINDS = {
    "delta-expired": "no longer knows a delta token, and answers with this status and reason",
    "delta-late": "does not tell yet of changes younger than so many seconds",
    "delta-repeated": "tells every change of a delta page twice",
    "delta-shuffled": "tells the changes of a delta page in another order",
    "delta-replayed": "tells changes again that an earlier delta answer told",
    "links-elsewhere": "leads with the links of its pages to another host",
    "moves-look-deleted": "says of messages moved elsewhere that they were deleted",
    "delta-sparse": "tells of a changed message only its states, whatever was asked for",
    "no-page-headers": "leaves the headers of mails out of pages",
    "thin-headers": "leaves the headers that name people out of the headers of mails",
    "access-revoked": "no longer lets the application into the mailbox",
    "interaction-required": "gives no token for a person who must first do something, with the reason as claims",
    "subscription-vanishes": "forgets a subscription at the next change, and says nothing",
}

CLAIMS = '{"access_token":{"capolids":{"essential":true,"values":["6fa5a4d4-6c1d-4d4b-8f0c-7f0a5f5f0a01"]}}}'
DEFAULTS: dict[str, dict[str, Any]] = {
    "delta-expired": {"status": 410, "reason": "SyncStateNotFound"},
    "access-revoked": {"status": 403, "reason": "ErrorAccessDenied"},
    "delta-replayed": {"amount": 3},
    "delta-late": {"seconds": 1},
    "interaction-required": {"reason": CLAIMS},
}
