"""The register of pages: whatever staff can look at, one file a card."""

from __future__ import annotations
