"""``autograder publish``: the students' folders as a git repository."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import bar, err, out
from autograder.cli.options import CourseDir, DataName, Names, ProfileName, chosen_assignments, work_on


def publish(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A new folder, an empty clone, or one published before.")
    ],
    names: Names = None,
    repository: Annotated[
        str, typer.Option(metavar="URL", help="Where students find it; by default as before, or DIR's origin.")
    ] = "",
    branch: Annotated[str, typer.Option(help="By default as before, or main.")] = "",
    hub: Annotated[str, typer.Option(metavar="URL", help="Your JupyterHub, for the links; kept for later.")] = "",
    profile: ProfileName = None,
    data: DataName = None,
    course: CourseDir = None,
) -> None:
    """Make or update a git repository of what students receive, for nbgitpuller, Colab, Binder and Codespaces.

    The command commits, and you push. Students who pull it with nbgitpuller never get a conflict.
    """
    from autograder.authoring.addresses import ANY_HUB
    from autograder.authoring.publish import publish as publish_course

    found, pictures = work_on(profile, data)
    chosen = chosen_assignments(found, names)
    with bar() as progress:
        task = progress.add_task("publishing", total=None)
        done = publish_course(
            folder,
            found,
            chosen,
            address=repository,
            branch=branch,
            hub=hub,
            profile=pictures,
            on_step=lambda text: progress.update(task, description=text),
        )
    for name, link in done.links.items():
        out.print(f"{name.partition('_')[0]}  {link}", highlight=False, soft_wrap=True, markup=False)
    if not done.hub:
        err.print(f"Put the address of your JupyterHub in place of {ANY_HUB}, or add --hub URL.", highlight=False)
    if not done.repository.github:
        err.print("Links for Colab, Binder and Codespaces are left out: they need a repository on GitHub.")
    if not done.changed:
        err.print("Nothing has changed since it was published last.")
        return
    push = shlex.join(["git", "-C", str(folder), "push", "origin", f"HEAD:{done.repository.branch}"])
    err.print(f"Next: {push}", highlight=False, soft_wrap=True, markup=False)
