"""``autograder data``: pictures to run the course on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.console import bar, note, out, print_json, share_bar
from autograder.cli.options import Json

if TYPE_CHECKING:
    from autograder.datasets.photos.report import ImportReport
    from autograder.datasets.photos.store import DataSet

Width = Annotated[
    float | None,
    typer.Option(
        "--alpha",
        help="Width of the base: 0.35, 0.5, 0.75 or 1.0, which is the default. It can be changed in dataset.toml.",
        show_default=False,
    ),
]

app = typer.Typer(help="Photos to run the course on, and the drawn pictures.", no_args_is_help=True)


@app.command("import")
def import_folder(
    folder: Annotated[Path, typer.Argument(help="It has one sub-folder of photos for each class.", show_default=False)],
    name: Annotated[str | None, typer.Option("--out", help="Name of the data set; by default the folder's.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace a data set of that name.")] = False,
    accept_losses: Annotated[
        bool, typer.Option("--accept-losses", help="Go on although a fifth of the files or more cannot be used.")
    ] = False,
    alpha: Width = None,
    as_json: Json = False,
) -> None:
    """Read a folder of photos, report what is odd in it, and make training, validation and hidden sets."""
    from autograder.datasets.photos.importing import import_photos

    with share_bar() as moved:
        made, report = import_photos(
            folder, name, replace=replace, accept_losses=accept_losses, alpha=alpha, on_progress=moved
        )
    print_import(report, as_json)
    _say_what_to_edit(made)


@app.command("fetch")
def fetch_known(
    name: Annotated[str, typer.Argument(help="flowers, or cats_vs_dogs", show_default=False)],
    replace: Annotated[bool, typer.Option("--replace", help="Replace a data set of that name.")] = False,
    sha256: Annotated[str | None, typer.Option(help="SHA-256 that the archive must have.")] = None,
    alpha: Width = None,
    as_json: Json = False,
) -> None:
    """Fetch a known data set through Keras, and import it."""
    from autograder.datasets.photos.fetching import fetch

    with share_bar() as moved:
        made, report = fetch(name, replace=replace, sha256=sha256, alpha=alpha, on_progress=moved)
    print_import(report, as_json)
    _say_what_to_edit(made)


@app.command()
def sheet(
    folder: Annotated[Path, typer.Option("--out", help="Folder for the pictures.")] = Path("sheets"),
    seed: Annotated[int, typer.Option(help="Which drawings.")] = 0,
) -> None:
    """Draw a contact sheet of each class."""
    from autograder.datasets.doodles import SOURCE_CLASSES, TARGET_CLASSES, contact_sheet

    names = (*TARGET_CLASSES, *SOURCE_CLASSES)
    with bar() as progress:
        task = progress.add_task("drawing", total=len(names))
        for name in names:
            progress.update(task, description=f"drawing: {name}", advance=1)
            contact_sheet([name], folder / f"{name}.png", rows=4, seed=seed)
    out.print(f"{len(names)} sheets in {folder}", highlight=False, soft_wrap=True)


def _say_what_to_edit(made: DataSet) -> None:
    said = made.description()
    nouns = ", ".join(f"{each.one}/{each.many}" for each in said.classes)
    note(
        f"notebooks will speak of {nouns}, and the yes-or-no question will be about {said.wanted.many}. "
        f"If that is not right, edit {made.description_file}."
    )


def print_import(report: ImportReport, as_json: bool = False) -> None:
    """What was imported, and what is odd in it."""
    from autograder.datasets.photos.table import import_table

    if as_json:
        print_json(report.as_json())
    else:
        out.print(import_table(report))
