"""The command line. Nothing heavy is imported here: every command imports what it needs when it runs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from autograder import __version__
from autograder.cli import data
from autograder.cli.build import build
from autograder.cli.calibrate import calibrate
from autograder.cli.console import err, out, print_error
from autograder.cli.container import container
from autograder.cli.correct import correct
from autograder.cli.demo import demo
from autograder.cli.doctor import doctor
from autograder.cli.grade import grade
from autograder.cli.init import init
from autograder.cli.mark import mark
from autograder.cli.mutate import mutate
from autograder.cli.new import new
from autograder.cli.options import CourseDir
from autograder.cli.pretrain import pretrain
from autograder.cli.publish import publish
from autograder.cli.regrade import regrade
from autograder.cli.report import report
from autograder.cli.verify import verify
from autograder.cli.watch import watch
from autograder.errors import AutograderError

app = typer.Typer(
    name="autograder",
    help="A transfer-learning course that grades itself.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=False,
)
for command in (
    report,
    regrade,
    correct,
    init,
    watch,
    mutate,
    build,
    publish,
    grade,
    mark,
    verify,
    demo,
    new,
    doctor,
    container,
    calibrate,
    pretrain,
):
    app.command()(command)
app.add_typer(data.app, name="data")


def main() -> None:
    """Run the command line; people see sentences, never our tracebacks."""
    try:
        app(standalone_mode=True)
    except AutograderError as problem:
        print_error(problem)
        sys.exit(2)
    except KeyboardInterrupt:
        err.print("Interrupted; nothing that was finished is lost.")
        sys.exit(130)


@app.callback(invoke_without_command=True)
def _top(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    course: CourseDir = None,
) -> None:
    if version:
        out.print(f"autograder {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())
