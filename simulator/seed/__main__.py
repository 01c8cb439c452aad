"""Fill simulated mailboxes: python -m simulator.seed --state var/google.sqlite [--mail PATH --mailbox ADDRESS]"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from simulator.google.store import Store
from simulator.seed import fill, import_mail

_SHOWN = 30
"""Width of the progress bar in characters."""


def main(arguments: list[str]) -> int:
    """Read the command line and fill; an account that holds mail already stays as it is."""
    parser = argparse.ArgumentParser(prog="python -m simulator.seed", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="SQLite file of the simulator")
    parser.add_argument("--mail", type=Path, help="an mbox, Maildir or folder of mail files to feed in instead")
    parser.add_argument("--mailbox", help="with --mail: the mailbox to feed it into")
    chosen = parser.parse_args(arguments)
    store, microsoft = Store(chosen.state), fill.microsoft_beside(chosen.state)
    try:
        if chosen.mail is None:
            print(f"{fill.fill(store, datetime.now(UTC), microsoft)} mails laid into the clinic's mailboxes")
        else:
            fill.open_accounts(store, microsoft)
            fed = import_mail.fill_from(store, chosen.mail, chosen.mailbox, _show)
            print(f"{fed} mails fed into {chosen.mailbox}")
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        microsoft.close()
        store.close()
    return 0


def _show(done: int, total: int) -> None:
    if sys.stderr.isatty():
        full = _SHOWN * done // max(total, 1)
        print(f"\r  [{'#' * full}{'-' * (_SHOWN - full)}]", end="" if done < total else "\n", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
