"""The models there are. Each is named by where it is built, so that only who asks one loads what it needs."""

from __future__ import annotations

MODELS: dict[str, str] = {
    "none": "ai.models.none:build",
    "local": "ai.models.local:build",
    "openai": "ai.models.openai:build",
}
"""By the name that an organization's file calls it; each builds a Model from a Server, or None where none is needed."""
