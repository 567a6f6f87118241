"""Write docs/cli.md, the reference of the command line, from the command line itself.

    python docs/site/reference.py

It is read from the commands themselves, and not from their ``--help``, whose layout differs between versions of Typer.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

PAGE = Path(__file__).resolve().parents[1] / "cli.md"


def reference() -> str:
    """The page as the command line is now."""
    from autograder.cli.app import app

    root = typer.main.get_command(app)
    commands = list(_commands(root, "autograder"))
    rows = [f"| [`{name}`](#{_anchor(name)}) | {_help(command).splitlines()[0]} |" for name, command in commands]
    parts = [
        "# Command line",
        "<!-- Written by docs/site/reference.py; do not edit. -->",
        "Where a command prints tables, `--json` makes it print one JSON object a line instead.\n"
        "The exit status is 0 if all is well, 1 if the command found a problem, and 2 if it could not\n"
        "be carried out; it then says why, and what to do.",
        "\n".join(["| command | what it does |", "| --- | --- |", *rows]),
        *(_section(name, command) for name, command in commands),
    ]
    return "\n\n".join(parts) + "\n"


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """A command's name and itself, or those of a group's members, in alphabetical order."""
    members = getattr(command, "commands", None)
    if members is None:
        yield name, command
        return
    for short, member in sorted(members.items()):
        if not member.hidden:
            yield from _commands(member, f"{name} {short}")


def _section(name: str, command: Any) -> str:
    shown = [parameter for parameter in command.params if not getattr(parameter, "hidden", False)]
    arguments = [parameter for parameter in shown if parameter.param_type_name == "argument"]
    options = [parameter for parameter in shown if parameter not in arguments and parameter.name != "help"]
    usage = " ".join([name, *(_argument(argument) for argument in arguments), *(["[OPTIONS]"] if options else [])])
    rows = [f"| `{_argument(argument)}` | {_explanation(argument)} |" for argument in arguments]
    rows += [f"| {_option(option)} | {_explanation(option)} |" for option in options]
    table = ["\n".join(["| argument or option | meaning |", "| --- | --- |", *rows])] if rows else []
    return "\n\n".join([f"## {name}", _help(command), f"```text\n{usage}\n```", *table])


def _argument(argument: Any) -> str:
    shown = (argument.metavar or argument.name).strip("[].").upper()
    shown += "..." if argument.nargs == -1 else ""
    return str(shown if argument.required else f"[{shown}]")


def _option(option: Any) -> str:
    value = "" if option.is_flag else f" {(option.metavar or option.name).upper()}"
    names = [*option.opts, *option.secondary_opts]
    return ", ".join(f"`{name}{value}`" for name in names)


def _explanation(parameter: Any) -> str:
    text = (parameter.help or "").strip().replace("|", "\\|")
    if parameter.param_type_name == "option" and parameter.required:
        text += " Required."
    elif (
        not getattr(parameter, "is_flag", False)
        and parameter.default not in (None, ())
        and not callable(parameter.default)
    ):
        text += f" Default: `{parameter.default}`."
    return text


def _help(command: Any) -> str:
    return inspect.cleandoc(command.help or "").replace("\b\n", "")


def _anchor(name: str) -> str:
    return name.replace(" ", "-")


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
