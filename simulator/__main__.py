"""Google on localhost, as a process of its own: python -m simulator --port 8025 --state var/google.sqlite"""

import argparse
import sys
from pathlib import Path

from simulator.config import from_json
from simulator.serving import serve


def main(arguments: list[str]) -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8025, help="port to listen on (default: %(default)s)")
    parser.add_argument("--state", type=Path, required=True, help="SQLite file that keeps everything")
    parser.add_argument("--public-url", help="address under which others reach it (default: host and port)")
    parser.add_argument("--settings", type=Path, help="JSON file with subscriptions, add-on, quota and so on")
    chosen = parser.parse_args(arguments)
    settings = chosen.settings.read_text() if chosen.settings else "{}"
    public_url = chosen.public_url or f"http://{chosen.host}:{chosen.port}"
    serve(from_json(settings, state=chosen.state, public_url=public_url), chosen.host, chosen.port)


if __name__ == "__main__":
    main(sys.argv[1:])
