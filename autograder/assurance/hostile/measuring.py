"""What an attack has achieved, seen from outside: one measure for every setting, and for graders without defence."""

from __future__ import annotations

import json
import math
import os
import re
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder import sandbox
from autograder.assurance.hostile import toy
from autograder.assurance.hostile.arena import Arena, Fingerprint
from autograder.assurance.hostile.attacks import EARNED, Attack, Harm

#: Of results.json and of the page; honest ones have some thousand.
_FLOOD_BYTES = 300_000
_SLACK_SECONDS = 30.0
_REWRITING_SECONDS = 0.5
#: A class of a few takes half a minute on two processors that have nothing else to do; a busy machine may take longer.
_CLASS_SECONDS = 300.0
_LIVE_MARKUP = re.compile(r"<script>hostile|<img src=x")
_LIVE_MARKDOWN = re.compile(r"(?<!\\)\]\(https?:|^# Full marks|^\*\*Expected:\*\* nothing", re.M)
_CODE = re.compile(r"(?<!\\)`[^`\n]+`")
_LIVE_CONTROLS = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]")


@dataclass(frozen=True)
class Graded:
    """How a run went.

    Attributes:
        results: the file that the platform reads.
        texts: everything else that somebody gets to see: the page, the supervisor's own output.
        seconds: how long it took.
        peak_memory_mb: of the submission, where it was measured.
        own: processes that belong here, and are no part of the submission.
    """

    results: Path
    texts: tuple[str, ...] = ()
    seconds: float = 0.0
    peak_memory_mb: float = 0.0
    own: frozenset[int] = frozenset()


def harms(attack: Attack, arena: Arena, before: Fingerprint, graded: Graded) -> set[Harm]:
    """What has come of an attack that was graded in this arena."""
    found = set()
    if left_running(graded.own):
        found.add(Harm.LEFT)
        time.sleep(_REWRITING_SECONDS)  # for those that want to have the last word
    text, score = _results(graded.results)
    if score is None:
        found.add(Harm.RESULTS)
    elif score > (EARNED if attack.earns is None else attack.earns):
        found.add(Harm.POINTS)
    elif attack.earns is not None and score < attack.earns:
        found.add(Harm.RESULTS)
    told = "\n".join((text, *graded.texts))
    if arena.marker in told:
        found.add(Harm.SECRET)
    if arena.boast in told or graded.peak_memory_mb > 1.5 * toy.MEMORY_MB:
        found.add(Harm.RESOURCES)
    if len(told) > _FLOOD_BYTES:
        found.add(Harm.FLOOD)
    outputs = "\n\n".join(_outputs(text))
    if _LIVE_MARKUP.search("".join(graded.texts)) or _LIVE_MARKDOWN.search(outputs):
        found.add(Harm.MARKUP)
    if _LIVE_CONTROLS.search("".join((outputs, *graded.texts))):
        found.add(Harm.MARKUP)
    if graded.seconds > toy.LIMITS.submission_seconds + _SLACK_SECONDS:
        found.add(Harm.TIME)
    if arena.canary.exists():
        found.add(Harm.CODE)
    if arena.reached or any(arena.token in text for text in graded.texts):
        found.add(Harm.CONTACT)
    if arena.signals:
        found.add(Harm.OTHERS)
    return found | _changes(arena, before)


def harms_to_others(
    attack: Attack, arena: Arena, before: Fingerprint, points: Mapping[str, float | None], seconds: float
) -> set[Harm]:
    """What has come of an attack that was graded together with others.

    Args:
        attack: which.
        arena: where.
        before: as the arena was.
        points: of all, by the names by which the attack knows them.
        seconds: that all of it took.
    """
    found = set()
    if any(points.get(owner) != toy.ASSIGNMENT.points for owner in attack.owners):
        found.add(Harm.ROWS)
    if any((score or 0) > EARNED for who, score in points.items() if who not in attack.owners):
        found.add(Harm.POINTS)
    if seconds > _CLASS_SECONDS:
        found.add(Harm.TIME)
    return found | _changes(arena, before)


def _changes(arena: Arena, before: Fingerprint) -> set[Harm]:
    now = arena.fingerprint()
    found = set()
    if now.files != before.files or now.litter != before.litter:
        found.add(Harm.FILES)
    if now.processes != before.processes:
        found.add(Harm.OTHERS)
    return found


def left_running(own: Collection[int]) -> list[int]:
    """Living descendants of this process that are nobody's but a submission's."""
    known = set(own)
    for pid in own:
        known.update(sandbox.descendants(pid))
    return [pid for pid in sandbox.descendants(os.getpid()) if pid not in known and sandbox.is_alive(pid)]


def _outputs(results: str) -> list[str]:
    """The texts that the platform renders, where it can read the results; code is shown as it is."""
    try:
        found = json.loads(results)
        return [_CODE.sub("", str(part.get("output", ""))) for part in (found, *found.get("tests", ()))]
    except (ValueError, AttributeError, TypeError, RecursionError):
        return []


def _results(path: Path) -> tuple[str, float | None]:
    """The text of the results, and the score if they are proper ones."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return "", None
    try:
        found = json.loads(text, parse_constant=_refuse)
        score = found["score"]
        tests = found.get("tests", ())
        proper = isinstance(score, int | float) and math.isfinite(score) and score >= 0
        proper = proper and all(math.isfinite(test["score"]) for test in tests)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return text, None
    return text, float(score) if proper else None


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
