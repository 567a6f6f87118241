"""From a folder of photos to a data set of the course."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.datasets.description import NAME, Description, describe, read_description, require_width, written
from autograder.datasets.hidden_pictures import secret_seed
from autograder.datasets.photos.duplicates import group_near_duplicates
from autograder.datasets.photos.finding import Found, find_photos
from autograder.datasets.photos.reading import SIZE, Pixels, Unusable, UnusableFile, read_photo
from autograder.datasets.photos.report import Clash, ClassCount, ImportReport
from autograder.datasets.photos.splitting import LEAST, Sizes, choose_sizes, split_class, take_hidden
from autograder.datasets.photos.store import DataSet, data_set_name, data_sets, require_free, write_data_set
from autograder.errors import AutograderError, CourseError

#: The students' file may be that large.
MOST_BYTES = 12_000_000
#: Photos of each class that are read; others stay unread.
MOST_PER_CLASS = 1500
#: Where this share of the files cannot be used, something is wrong with the folder as a whole.
MOST_LOST = 0.2
IMAGES = "photos.npz"
WEIGHTS = "imagenet"
# Streams of randomness, each with the secret seed in front.
_CHOICE, _SPLIT, _HIDDEN, _ORDER = range(4)

#: Called with what happens and the share that is done, 0 to 1.
OnProgress = Callable[[str, float], None]


@dataclass
class _Class:
    """Photos of one class that can be used, and what became of each file."""

    name: str
    files: list[str]
    pictures: list[Pixels]
    found: int


def import_photos(
    folder: Path,
    name: str | None = None,
    *,
    replace: bool = False,
    accept_losses: bool = False,
    alpha: float | None = None,
    about: Description | None = None,
    on_progress: OnProgress = lambda text, share: None,
) -> tuple[DataSet, ImportReport]:
    """Read a folder that has one sub-folder per class, and make the three sets of the course from it.

    The same folder and the same secret seed give the same sets.

    Args:
        folder: of photos.
        name: of the data set; by default the folder's.
        replace: an existing data set of that name; where it has the same classes, its ``dataset.toml`` is kept.
        accept_losses: go on although a fifth of the files or more cannot be used.
        alpha: width of the base; by default what an earlier import of the same classes has, or else 1.
        about: what is known of these photos; by default it is guessed from the names.
        on_progress: told what happens.

    Raises:
        AutograderError: there are too few or too many classes or too few photos, too many files cannot be used, the
            name is taken, there is no base of that width, or the disk refuses. Nothing is written then.
    """
    if alpha is not None:
        require_width(alpha)
    name = data_set_name(folder.resolve().name if name is None else name)
    require_free(name, replace=replace)
    found = find_photos(folder)
    report = ImportReport(name, hidden_files=found.hidden, other_files=found.others)
    classes = _read(found, folder, report, on_progress)
    on_progress("looking for near-duplicates", 0.9)
    groups = _group(classes, report)
    arrays, sizes = _split(classes, groups, report)
    if not accept_losses:
        _require_few_losses(report)
    on_progress("writing", 0.95)
    facts = {"source": str(folder.resolve()), "sizes": asdict(sizes), "report": report.as_json()}
    said = _description(name, list(found.classes), about)
    if alpha is not None:
        said = said.model_copy(update={"alpha": alpha})
    return write_data_set(name, lambda target: _write(target, arrays, facts, said), replace=replace), report


def _description(name: str, classes: Sequence[str], about: Description | None) -> Description:
    """What an instructor has written about the same classes, or else what is known, or else a guess."""
    earlier = next((known.description_file for known in data_sets() if known.name == name), None)
    if earlier is not None and earlier.exists():
        try:
            found = read_description(earlier)
        except CourseError:
            found = None  # the import replaces it
        if found is not None and found.names == tuple(classes):
            return found
    return about if about is not None and about.names == tuple(classes) else describe(name, classes)


def _require_few_losses(report: ImportReport) -> None:
    """Refuse a folder of which a large part cannot be used; what is lost silently is rarely lost at random."""
    lost = {kind: files for kind, files in report.findings.items() if isinstance(kind, Unusable)}
    count, total = sum(map(len, lost.values())), sum(row.found for row in report.classes)
    if count < MOST_LOST * total:
        return
    kind, files = max(lost.items(), key=lambda item: len(item[1]))
    raise AutograderError(
        f"{count} of {total} photos cannot be used; {files[0]} is {kind.value}.",
        "Mend or replace them, or go on without them: add --accept-losses.",
    )


def _read(found: Found, folder: Path, report: ImportReport, on_progress: OnProgress) -> list[_Class]:
    chosen = {name: _choose(name, files, report) for name, files in found.classes.items()}
    total, done = sum(map(len, chosen.values())), 0
    classes = []
    for name, files in chosen.items():
        photos = _Class(name, [], [], len(found.classes[name]))
        for path in files:
            on_progress(f"reading {name}", 0.9 * done / total)
            done += 1
            shown = path.relative_to(folder).as_posix().encode("utf-8", "replace").decode()
            try:
                photo = read_photo(path)
            except UnusableFile as problem:
                report.add(problem.reason, shown, problem.detail)
                continue
            for remark, detail in photo.remarks.items():
                report.add(remark, shown, detail)
            photos.files.append(shown)
            photos.pictures.append(photo.pixels)
        classes.append(photos)
    return classes


def _choose(name: str, files: Sequence[Path], report: ImportReport) -> list[Path]:
    if len(files) <= MOST_PER_CLASS:
        return list(files)
    report.notes.append(f"{name} has {len(files)} files; {MOST_PER_CLASS} of them were chosen at random.")
    rng = np.random.default_rng((secret_seed(), _CHOICE, len(files)))
    return [files[index] for index in sorted(rng.choice(len(files), MOST_PER_CLASS, replace=False))]


def _group(classes: list[_Class], report: ImportReport) -> list[list[int]]:
    """Groups of near-duplicates in each class; photos whose duplicate has another label are taken out of it."""
    pictures = [picture for photos in classes for picture in photos.pictures]
    if not pictures:
        return [[] for _ in classes]
    groups = group_near_duplicates(np.stack(pictures))
    labels = np.repeat(np.arange(len(classes)), [len(photos.pictures) for photos in classes])
    files = [file for photos in classes for file in photos.files]
    clashing = set()
    for group in np.unique(groups[_counted_twice(groups)]):
        members = np.flatnonzero(groups == group)
        names = [files[member] for member in members]
        if len(np.unique(labels[members])) > 1:
            clashing.add(int(group))
            report.add(Clash.CONFLICT, " = ".join(names))
        else:
            report.add(Clash.DUPLICATE, " = ".join(names))
    kept = []
    for label, photos in enumerate(classes):
        own = groups[labels == label].tolist()
        staying = [place for place, group in enumerate(own) if group not in clashing]
        photos.files = [photos.files[place] for place in staying]
        photos.pictures = [photos.pictures[place] for place in staying]
        kept.append([own[place] for place in staying])
    return kept


def _counted_twice(groups: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    twice: npt.NDArray[np.bool_] = np.bincount(groups, minlength=len(groups))[groups] > 1
    return twice


def _split(
    classes: list[_Class], groups: list[list[int]], report: ImportReport
) -> tuple[dict[str, dict[str, npt.NDArray[Any]]], Sizes]:
    sizes = _sizes(classes, report)
    while True:
        arrays, pools = _arrays(classes, groups, sizes)
        size = _bytes(arrays["students"])
        if size <= MOST_BYTES:
            break
        smaller = int(sizes.train * 0.98 * MOST_BYTES / size), int(sizes.validation * 0.98 * MOST_BYTES / size)
        if smaller[0] < LEAST[0] or smaller[1] < LEAST[1]:
            raise AutograderError(
                f"{len(classes)} classes do not fit into the {MOST_BYTES // 10**6} MB that students receive.",
                "Leave some of the classes out.",
            )
        sizes = Sizes(*smaller, sizes.hidden)
        report.notes = [note for note in report.notes if "MB" not in note]
        report.notes.append(
            f"So that the students' file stays below {MOST_BYTES // 10**6} MB, they receive {sizes.train} training and "
            f"{sizes.validation} validation photos of each class."
        )
    hidden = len(arrays["hidden"]["y"]) // len(classes)
    report.classes = [
        ClassCount(photos.name, photos.found, len(photos.pictures), sizes.train, sizes.validation, hidden, pool)
        for photos, pool in zip(classes, pools, strict=True)
    ]
    return arrays, sizes


def _sizes(classes: list[_Class], report: ImportReport) -> Sizes:
    """See :func:`choose_sizes`; where files could not be used or are in two classes, the error names one."""
    try:
        return choose_sizes({photos.name: len(photos.pictures) for photos in classes})
    except AutograderError as problem:
        unusable = [
            f"{file} is {kind.value}"
            for kind, files in report.findings.items()
            if isinstance(kind, Unusable)
            for file in files
        ]
        twice = report.findings.get(Clash.CONFLICT, [])
        if twice:
            step = f"{len(twice)} photos are in more than one class ({twice[0]}): keep each in one class only."
            raise AutograderError(problem.message, step) from problem
        if not unusable:
            raise
        step = f"{len(unusable)} files could not be used; {unusable[0]}. {problem.next_step}"
        raise AutograderError(problem.message, step) from problem


def _arrays(
    classes: list[_Class], groups: list[list[int]], sizes: Sizes
) -> tuple[dict[str, dict[str, npt.NDArray[Any]]], list[int]]:
    """The content of each file, and how many photos of each class are in the pool."""
    seed = secret_seed()
    splits = [split_class(own, sizes, (seed, _SPLIT, label)) for label, own in enumerate(groups)]
    parts: dict[str, tuple[npt.NDArray[Any], npt.NDArray[np.int64]]] = {}
    for place, part in enumerate(("train", "validation", "pool")):
        chosen = [getattr(split, part) for split in splits]
        labels = np.repeat(np.arange(len(classes), dtype=np.int64), [len(indices) for indices in chosen])
        pictures = np.stack(
            [photos.pictures[i] for photos, indices in zip(classes, chosen, strict=True) for i in indices]
        )
        order = np.random.default_rng((seed, _ORDER, place)).permutation(len(labels))
        parts[part] = pictures[order], labels[order]
    names = np.array([photos.name for photos in classes])
    pools = [len(split.pool) for split in splits]
    x, y = parts["pool"]
    hidden = take_hidden(y, min(sizes.hidden, *pools), (seed, _HIDDEN))
    (x_train, y_train), (x_val, y_val) = parts["train"], parts["validation"]
    return {
        "students": {"x_train": x_train, "y_train": y_train, "x_val": x_val, "y_val": y_val, "class_names": names},
        "hidden": {"x": x[hidden], "y": y[hidden], "class_names": names},
        "pool": {"x": x, "y": y},
    }, pools


def _bytes(arrays: Mapping[str, Any]) -> int:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.tell()


def _write(folder: Path, arrays: Mapping[str, Mapping[str, Any]], about: Mapping[str, Any], said: Description) -> None:
    digests = {}
    for name, content in arrays.items():
        path = folder / f"{name}.npz"
        if name == "pool":
            np.savez(path, **content)  # compressing photos takes long and gains little
        else:
            np.savez_compressed(path, **content)
        digests[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    settings = {
        "images": IMAGES,
        "weights": WEIGHTS,
        "image_shape": [SIZE, SIZE, 3],
        "goals": {},
    }
    (folder / NAME).write_text(written(said), encoding="utf-8")
    _write_json(folder / "settings.json", settings)
    _write_json(folder / "about.json", {**about, "sha256": digests})


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
