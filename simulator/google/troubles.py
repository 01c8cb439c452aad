"""How the troubles that are on strike a call to the API: before it takes effect, or when its answer goes out."""

import math
import time
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime

from simulator.google import dialects
from simulator.google.call import Answer
from simulator.google.errors import ApiError, daily_limit
from simulator.google.faults import Fault
from simulator.google.world import World

OUTAGES = (500, 502, 503, 504)
PAGE = "<!DOCTYPE html><html lang=en><title>Error {0} (Server Error)!!1</title><p><b>{0}.</b> That’s an error.</html>"


def before(world: World, method: str, mailbox: str, *, batched: bool = False) -> Answer | None:
    """The answer of a Google in trouble, which then does nothing; refusals are raised."""
    take = world.faults.take
    if missing := dialects.missing(world, method, mailbox):
        return missing
    if slow := take("slow", method=method, mailbox=mailbox):
        time.sleep(slow.seconds)
    if hang := take("hang", method=method, mailbox=mailbox):
        time.sleep(hang.seconds)
        return Answer(503, cut=True)
    if take("cut-before", method=method, mailbox=mailbox):
        return Answer(503, cut=True)
    if outage := take("outage", method=method, mailbox=mailbox):
        return out_of_order(OUTAGES[int(outage.luck * len(OUTAGES))])
    if fault := take("status", method=method, mailbox=mailbox):
        raise ApiError(fault.status, "The simulator was told to fail.", fault.reason)
    if batched and (fault := take("batch-part", method=method, mailbox=mailbox)):
        raise ApiError(fault.status, "The simulator was told to fail.", fault.reason)
    if busy := take("rate-limit", method=method, mailbox=mailbox):
        raise come_back(busy, world.clock() + timedelta(seconds=busy.seconds), now=world.clock())
    if take("daily-limit", method=method, mailbox=mailbox):
        raise daily_limit()
    return None


def after(world: World, method: str, mailbox: str, answer: Answer) -> Answer:
    """The answer as it goes out of a Google in trouble, which did what was asked."""
    if hang := world.faults.take("hang-after", method=method, mailbox=mailbox):
        time.sleep(hang.seconds)
        return Answer(503, cut=True)
    return replace(answer, cut=True) if world.faults.take("cut", method=method, mailbox=mailbox) else answer


def spend(world: World, method: str, mailbox: str, *, now: datetime) -> None:
    """Take a call's units from its mailbox, or refuse it."""
    units = world.quota.cost(method)
    scarce = world.faults.standing("few-units", method=method, mailbox=mailbox)
    if scarce is None or (world.quota.per_minute or scarce.amount) < scarce.amount:
        world.quota.spend(mailbox, units, now=now)
    elif until := world.quota.take(mailbox, units, now=now, limit=scarce.amount):
        raise come_back(scarce, until, now=now)


def come_back(fault: Fault, until: datetime, *, now: datetime) -> ApiError:
    """Too many calls: a refusal that says when to come back in the way that was asked for."""
    message = "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user'."
    headers = {}
    if fault.retry == "seconds":
        headers["Retry-After"] = str(math.ceil((until - now).total_seconds()))
    elif fault.retry == "date":
        headers["Retry-After"] = format_datetime(until, usegmt=True)
    elif fault.retry == "message":
        message = f"User-rate limit exceeded.  Retry after {until.strftime('%Y-%m-%dT%H:%M:%S.%f')[:-3]}Z"
    more = {"domain": "usageLimits", "status": "RESOURCE_EXHAUSTED", "headers": headers}
    return ApiError(fault.status, message, fault.reason, **more)


def out_of_order(status: int) -> Answer:
    """What the machines in front of the API answer when those behind do not: no JSON."""
    return Answer(status, PAGE.format(status).encode(), {"Content-Type": "text/html; charset=UTF-8"})
