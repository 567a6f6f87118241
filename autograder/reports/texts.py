"""Texts on pages."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from autograder.texts import clean


def printable(value: Any) -> Any:
    """What a template is about to print, without control characters; what is HTML already stays."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value
