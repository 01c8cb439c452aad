"""Sorting mail into an organization's own categories; what was learnt is loaded once, for the latest few."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence

from ai.local import classifier
from ai.local.classifier import Fitted
from ai.local.kept import Damaged
from ai.local.likeness import Embedder
from ai.local.reading import Sorted, within
from ai.questions import Mail, Topic, Trained
from inbox.mail.text import gist

_LOADED = 8
"""So many organizations' classifiers stay in memory; each holds its examples."""
_LONGEST = 4_000


class Categories:
    """Classifiers by what they were learnt from, the latest used last."""

    def __init__(self, embedder: Embedder | None) -> None:
        """`embedder` is None where none is installed: then pieces of words serve."""
        self._embedder = embedder
        self._loaded: OrderedDict[Hashable, Fitted] = OrderedDict()

    def sort(self, mails: Sequence[Mail], topics: tuple[Topic, ...], trained: Trained | None) -> list[Sorted]:
        """The category of each mail, or none of these."""
        if not topics or not mails:
            return [Sorted() for _ in mails]
        keys = frozenset(topic.key for topic in topics)
        found = self._classifier(topics, trained).predict([text_of(mail) for mail in mails])
        return [within(Sorted(one.category, one.none_of_these), keys) for one in found]

    def _classifier(self, topics: tuple[Topic, ...], trained: Trained | None) -> Fitted:
        if trained is not None:
            try:
                return self._kept(trained.version, lambda: classifier.load(trained.state, self._embedder))
            except Damaged:
                # Written by another release, or broken: the topics' own examples serve until it is learnt anew.
                pass
        return self._kept(topics, lambda: classifier.fit(topics, (), self._embedder))

    def _kept(self, key: Hashable, make: Callable[[], Fitted]) -> Fitted:
        if key not in self._loaded:
            self._loaded[key] = make()
            if len(self._loaded) > _LOADED:
                self._loaded.popitem(last=False)
        self._loaded.move_to_end(key)
        return self._loaded[key]


def text_of(mail: Mail) -> str:
    """What of a mail tells its category."""
    return gist(f"{mail.subject}\n{mail.text}", _LONGEST)
