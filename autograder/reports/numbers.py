"""Numbers as people read them."""

from __future__ import annotations


def number(value: float) -> str:
    """A number of the leaderboard, e.g. ``1,281`` or ``0.93``."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"


def clock(seconds: float) -> str:
    """``"1 h 05 min"``, ``"3 min 20 s"`` or ``"12 s"``."""
    whole = round(seconds)
    if whole >= 3600:
        return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
    return f"{whole // 60} min {whole % 60:02d} s" if whole >= 60 else f"{whole} s"
