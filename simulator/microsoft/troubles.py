"""How the troubles that are on strike a call to Graph: before it takes effect, or when its answer goes out."""

import time
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

from simulator.google.call import Answer
from simulator.google.faults import Fault, Strike
from simulator.google.troubles import OUTAGES
from simulator.microsoft.errors import GraphError
from simulator.microsoft.world import World


def method(name: str) -> str:
    """A route's name as troubles and the log of calls know it."""
    return f"graph.{name}"


def before(world: World, name: str, mailbox: str, *, batched: bool = False) -> Answer | None:
    """The answer of a Graph in trouble, which then does nothing; refusals are raised."""

    def take(kind: str) -> Strike | None:
        return world.faults.take(kind, method=method(name), mailbox=mailbox)

    if slow := take("slow"):
        time.sleep(slow.seconds)
    if hang := take("hang"):
        time.sleep(hang.seconds)
        return Answer(503, cut=True)
    if take("cut-before"):
        return Answer(503, cut=True)
    if outage := take("outage"):
        status = OUTAGES[int(outage.luck * len(OUTAGES))]
        raise GraphError(status, "ServiceUnavailable", "The service is temporarily unavailable.")
    if fault := take("status"):
        raise GraphError(fault.status, fault.reason, "The simulator was told to fail.")
    if batched and (fault := take("batch-part")):
        raise GraphError(fault.status, fault.reason, "The simulator was told to fail.", Retry_After="1")
    if busy := take("rate-limit"):
        raise come_back(world, busy)
    return None


def after(world: World, name: str, mailbox: str, answer: Answer) -> Answer:
    """The answer as it goes out of a Graph in trouble, which did what was asked."""
    if hang := world.faults.take("hang-after", method=method(name), mailbox=mailbox):
        time.sleep(hang.seconds)
        return Answer(503, cut=True)
    return replace(answer, cut=True) if world.faults.take("cut", method=method(name), mailbox=mailbox) else answer


def scarce(world: World, name: str, mailbox: str) -> int | None:
    """How many calls a minute there are where they were made scarce."""
    fault = world.faults.standing("few-units", method=method(name), mailbox=mailbox)
    return fault.amount if fault else None


def come_back(world: World, fault: Fault) -> GraphError:
    """Too many calls; Graph counts in parts of a second when to come back, gives a date, or says nothing of it."""
    headers = {}
    if fault.retry == "date":
        until = world.clock() + timedelta(seconds=fault.seconds)
        headers["Retry_After"] = format_datetime(until, usegmt=True)
    elif fault.retry:
        headers["Retry_After"] = f"{fault.seconds:g}"
    return GraphError(429, "ApplicationThrottled", "Application is over its request limit.", **headers)
