"""Which route a path of Graph means, in either of OData's spellings."""

import re
from collections.abc import Sequence
from urllib.parse import unquote

from simulator.microsoft.call import Route

IN_PARENTHESES = re.compile(r"\('((?:[^']|'')*)'\)")
IN_FOLDER = r"(?:/mailFolders/(?P<folder>[^/]+)(?:/childFolders/(?P<child>[^/]+))*)?"
FOLDER = r"/mailFolders/(?P<folder>[^/]+)(?:/childFolders/(?P<child>[^/]+))*"


def compiled(path: str) -> re.Pattern[str]:
    """A route's path as a pattern; {in_folder} and {folder} take folders inside folders."""
    pattern = re.escape(path).replace(r"\{in_folder\}", IN_FOLDER).replace(r"/\{folder\}", FOLDER)
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", pattern), re.IGNORECASE)


class Router:
    """The routes there are."""

    def __init__(self, routes: Sequence[Route]) -> None:
        # Where two fit, the one with more fixed words is meant: messages/delta is no message.
        order = sorted(routes, key=lambda route: route.path.count("{") - 10 * ("delta" in route.path))
        self._routes = [(compiled(route.path), route) for route in order]

    def find(self, verb: str, path: str) -> tuple[Route | None, dict[str, str], bool]:
        """The route and the names in the path; at last whether the path is known with another verb."""
        spelled = IN_PARENTHESES.sub(lambda found: "/" + found[1].replace("''", "'"), unquote(path.strip("/")))
        known = False
        for pattern, route in self._routes:
            if found := pattern.fullmatch(spelled):
                known = True
                if route.verb == verb:
                    return route, {name: value for name, value in found.groupdict().items() if value}, True
        return None, {}, known
