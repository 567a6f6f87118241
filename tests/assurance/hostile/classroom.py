"""A class with attackers among honest students, graded as on the instructor's machine; and the same class without them.

Run as ``python -m tests.assurance.hostile.classroom SETTING ROOT HONEST [ATTACK]...`` with a setting's name, an empty
folder, how many are honest, and names of attacks. Its last line is one JSON object, a :class:`ClassOutcome`.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from autograder.assurance.hostile.settings import Setting, adopt

JOBS = 2
#: An honest submission takes about as long as the limit for a cell of the toy assignment.
WORK_SECONDS = 4.0


@dataclass
class ClassOutcome:
    """What came of a class.

    Attributes:
        honest: how many are.
        full: of these, how many have full marks in their own row of the gradebook.
        strangers: rows that are nobody's, or hold another one's points.
        attackers: scores of those who attacked, by the attack.
        seconds: that grading took.
        calm_seconds: the same with an honest submission in the place of each attack.
        left: what was left in the folders where anybody may write.
    """

    honest: int
    full: int = 0
    strangers: list[str] = field(default_factory=list)
    attackers: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    calm_seconds: float = 0.0
    left: list[str] = field(default_factory=list)


def main() -> None:
    setting, root, honest, names = Setting[sys.argv[1]], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    root.chmod(0o755)
    adopt(setting, root)
    scratch, home = root / "tmp", root / "home"
    for folder in (scratch, home):
        folder.mkdir(mode=0o711)
    os.environ.update(HOME=str(home), TMPDIR=str(scratch))
    tempfile.tempdir = str(scratch)

    from autograder.assurance.hostile.arena import Arena

    arena = Arena(root)
    try:
        calm = grade(arena, "calm", honest, [None] * len(names), names)
        found = grade(arena, "hostile", honest, names, names)
        found.calm_seconds = calm.seconds
        found.full = min(found.full, calm.full)
        found.left = sorted(arena._litter())
    finally:
        arena.close()
    print(json.dumps(asdict(found)))


def grade(arena: object, name: str, honest: int, handed_in: Sequence[str | None], names: Sequence[str]) -> ClassOutcome:
    """Grade one class of ``honest`` students, with one more for each attack or, for None, another honest one."""
    from autograder.assurance.hostile import toy
    from autograder.classes.finding import find_class
    from autograder.classes.pool import LocalPool
    from autograder.classes.run import Scratch, chosen, enter_class, grade_class
    from autograder.classes.store import ClassStore
    from autograder.cli.class_files import write_outputs

    folder, out = arena.root / name, arena.root / f"{name}-graded"
    write = _writer(folder, arena)
    attackers = {1000 + place: attack for place, attack in enumerate(names)}
    for number, attack in zip(attackers, handed_in, strict=True):
        write(number, attack)
    for number in range(honest):
        write(number, None)
    folder.chmod(0o750)
    out.mkdir(mode=0o750)
    outcome = ClassOutcome(honest)
    with ClassStore(out, create=True) as store:
        enter_class(store, chosen(find_class(folder, toy.NAME, out / "submissions"), all_attempts=False))
        start = time.monotonic()
        with Scratch(store) as scratch:
            grade_class(store, "g1", LocalPool(arena.kit(), JOBS, 1, scratch), toy.NAME)
        outcome.seconds = round(time.monotonic() - start, 1)
        store.set_fact("grader", "g1")
        write_outputs(store, out)
    with (out / "grades.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    scores = {row["id"]: float(row["score"] or 0) for row in rows}
    expected = {str(number) for number in (*range(honest), *attackers)}
    outcome.strangers = sorted({row["id"] for row in rows} ^ expected)
    outcome.strangers += [row["id"] for row in rows if row["name"] != f"Student {row['id']}"]
    outcome.full = sum(scores.get(str(number)) == toy.ASSIGNMENT.points for number in range(honest))
    outcome.attackers = {attack: scores.get(str(number), 0.0) for number, attack in attackers.items()}
    return outcome


def _writer(folder: Path, arena: object) -> Callable[[int, str | None], None]:
    import nbformat

    from autograder.assurance.hostile import toy
    from autograder.assurance.hostile.attacks import load_attacks
    from autograder.assurance.hostile.submitting import hand_in

    folder.mkdir()
    attacks = {attack.name: attack for attack in load_attacks()}

    def write(number: int, attack: str | None) -> None:
        place = folder / f"Student {number}_{number}_assignsubmission_file_"
        if attack is not None:
            hand_in(attacks[attack], arena)
            arena.place.submission.rename(place)
            return
        made = nbformat.reads(toy.notebook(toy.RIGHT).decode(), 4)
        own = f"student = {number}\nimport time\ntime.sleep({WORK_SECONDS})"
        made.cells.insert(1, nbformat.v4.new_code_cell(own, id="own"))
        place.mkdir()
        nbformat.write(made, place / f"{toy.NAME}.ipynb")

    return write


if __name__ == "__main__":
    main()
