"""Whatever happens to a mailbox while its pages are read: whoever follows delta to the end knows what is in it."""

import random
from typing import Any

import pytest

from tests.simulator.google.letters import letter
from tests.simulator.microsoft.graph import Graph

FOLDERS = ("inbox", "archive")
TROUBLES = ("delta-repeated", "delta-shuffled", "delta-replayed", "empty-pages")


class Reader:
    """Somebody who reads one folder page by page and keeps what they were told."""

    def __init__(self, graph: Graph, folder: str) -> None:
        self.graph = graph
        self.link = f"mailFolders/{folder}/messages/delta"
        self.known: dict[str, list[str]] = {}
        self.is_up_to_date = False

    def read_page(self, length: int) -> None:
        query = {} if "delta?" in self.link else {"select": "categories"}
        page = self.graph.get(self.link, prefer=f"odata.maxpagesize={length}", **query)
        for each in page["value"]:
            if "@removed" in each:
                self.known.pop(each["id"], None)
            else:
                self.known[each["id"]] = each["categories"]
        self.is_up_to_date = "@odata.deltaLink" in page
        self.link = page.get("@odata.nextLink") or page["@odata.deltaLink"]

    def finish(self) -> None:
        """Read on until there is nothing more, and once again for what came meanwhile."""
        for _ in range(2):
            self.read_page(50)
            while not self.is_up_to_date:
                self.read_page(50)


def act(graph: Graph, dice: random.Random, alive: list[str]) -> None:
    """Something happens to the mailbox."""
    deed = dice.choice(("deliver", "deliver", "move", "categorise", "delete"))
    if deed == "deliver" or not alive:
        alive.append(graph.arrive(letter(id=f"{dice.random()}@x"), folder=dice.choice(FOLDERS))["id"])
        return
    chosen = dice.choice(alive)
    if deed == "move":
        graph.admin("move", ids=[chosen], folder=dice.choice(FOLDERS))
    elif deed == "categorise":
        graph.admin("categorise", ids=[chosen], add=[f"Number {dice.randrange(5)}"])
    else:
        graph.admin("delete", ids=[chosen])
        alive.remove(chosen)


@pytest.mark.parametrize("seed", range(6))
def test_whoever_follows_delta_to_the_end_knows_the_folder(graph: Graph, seed: int) -> None:
    dice = random.Random(seed)
    faults = [{"kind": each, "mailbox": graph.mailbox, "chance": 0.2, "seed": seed} for each in TROUBLES]
    # What is told in a replay is as it is now: a shuffled page may take it for news, but never for something else.
    graph.simulator.put("faults", {"faults": faults})
    readers = {folder: Reader(graph, folder) for folder in FOLDERS}
    alive: list[str] = []

    for _ in range(60):
        if dice.random() < 0.5:
            act(graph, dice, alive)
        else:
            readers[dice.choice(FOLDERS)].read_page(dice.randrange(1, 4))
    graph.simulator.put("faults", {"faults": []})

    told: Any = {}
    lies: Any = {}
    for folder, reader in readers.items():
        reader.finish()
        told[folder] = reader.known
        page = graph.get(f"mailFolders/{folder}/messages", select="categories", top="200")["value"]
        lies[folder] = {each["id"]: each["categories"] for each in page}
    assert told == lies
