"""Magics and shell lines in a student's cells: what matters to the answers runs, the rest is noted and skipped.

Nothing here looks for them in a cell's text: IPython's own transformer finds them, and calls what is defined here.
"""

from __future__ import annotations

import ast
import shlex
from collections.abc import Callable
from typing import Any

Note = Callable[[str], None]

_INSTALLED = "Lines that install packages were skipped: the grader has everything the assignment needs."
_INSTALLERS = {"pip", "pip3", "conda", "mamba", "micromamba", "uv", "apt", "apt-get"}
#: Magics that only change how things look, or how a cell is run; with them the cell is the same for the grader.
_SILENT = ("matplotlib", "config", "autoreload", "xmode", "pdb", "colors", "precision", "pprint", "notebook", "gui")
_SHELLS = ("bash", "sh", "shell", "script", "cmd", "powershell")
_LANGUAGES = ("perl", "ruby", "javascript", "js", "html", "svg", "latex", "markdown", "R", "sql", "bigquery", "cython")
_WITHOUT_USE = ("tensorboard", "tensorflow_version", "debug", "history", "recall", "rerun", "edit", "load", "loadpy")
_COMMANDS = ("sx", "system", "!", "clear")
#: Cell magics that run their cell as it stands, so that the cell may as well be run without them.
_TRANSPARENT = ("time", "capture", "prun", "debug")


def adapt_magics(shell: Any, note: Note) -> None:
    """Replace what a shell without a screen, a network and other programs cannot do."""
    _skip_commands(shell, note)
    _skip_magics(shell, note)
    _forgive_unknown_magics(shell, note)
    _measure_once(shell)
    shell.input_transformers_cleanup.append(lambda lines: _without_cell_magic(shell, note, lines))
    shell.enable_gui = lambda gui=None: None
    shell.enable_matplotlib = lambda gui=None: ("agg", "agg")
    shell.captured_nothing = _captured_nothing


def _skip_commands(shell: Any, note: Note) -> None:
    from IPython.utils.text import SList

    def skip(command: str) -> None:
        note(_INSTALLED if _installs(command) else f"A shell command was skipped: {' '.join(command.split())[:60]}")

    def getoutput(command: str, split: bool = True, depth: int = 0) -> Any:
        skip(command)
        return SList() if split else ""

    shell.system = shell.system_piped = shell.system_raw = skip
    shell.getoutput = getoutput


def _installs(command: str) -> bool:
    try:
        words = shlex.split(command, posix=False)
    except ValueError:
        words = command.split()
    while words and (words[0] in ("sudo", "-m") or _is_python_program(words[0])):
        words.pop(0)
    return bool(words) and words[0] in _INSTALLERS


def _is_python_program(word: str) -> bool:
    """Also where it is given by its path, or as ``{sys.executable}``."""
    return word.strip("{}\"'") == "sys.executable" or word.strip("\"'").rpartition("/")[2].startswith("python")


def _skip_magics(shell: Any, note: Note) -> None:
    def installing(line: str, cell: str | None = None) -> None:
        note(_INSTALLED)

    def silent(line: str, cell: str | None = None) -> None: ...

    def skipping(name: str) -> Callable[..., None]:
        def skip(line: str, cell: str | None = None) -> None:
            note(f"`{'%' if cell is None else '%%'}{name}` was skipped: it does nothing that is graded.")

        return skip

    for name in ("pip", "conda", "mamba", "micromamba", "uv"):
        _register(shell, name, installing, "line")
    for name in _SILENT:
        _register(shell, name, silent, "line")
    for name in (*_SHELLS, *_LANGUAGES, *_WITHOUT_USE, *_COMMANDS):
        _register(shell, name, skipping(name), "line", "cell")
    load = shell.extension_manager.load_extension

    def load_ext(line: str) -> None:
        if line.strip() in ("autoreload", "tensorboard"):
            return
        try:
            load(line.strip())
        except Exception:
            note(f"`%load_ext {line.strip()[:40]}` was skipped: this extension is not there while grading.")

    def pylab(line: str) -> None:
        from IPython.core.pylabtools import import_pylab

        import_pylab(shell.user_ns, "--no-import-all" not in line)

    for name, function in (("load_ext", load_ext), ("reload_ext", load_ext), ("pylab", pylab)):
        _register(shell, name, function, "line")


def _register(shell: Any, name: str, function: Callable[..., Any], *kinds: str) -> None:
    """As IPython's own registering does, which refuses some names, such as ``config``."""
    for kind in kinds:
        shell.magics_manager.magics[kind][name] = function


def _forgive_unknown_magics(shell: Any, note: Note) -> None:
    """An unknown magic is passed over; so is a cell under one, where it is not Python."""
    run_line, run_cell = shell.run_line_magic, shell.run_cell_magic

    def run_line_magic(magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        if shell.find_line_magic(magic_name) is None:
            note(f"`%{magic_name[:40]}` was skipped: this magic is not there while grading.")
            return None
        return run_line(magic_name, line, _stack_depth=_stack_depth + 1)

    def run_cell_magic(magic_name: str, line: str, cell: str) -> Any:
        if shell.find_cell_magic(magic_name) is None:
            note(f"A cell under `%%{magic_name[:40]}` was skipped: this magic is not there while grading.")
            return None
        return run_cell(magic_name, line, cell)

    def magic(text: str) -> Any:
        name, _, line = text.strip().removeprefix("%").partition(" ")
        return run_line_magic(name, line.strip(), _stack_depth=2)

    shell.run_line_magic, shell.run_cell_magic = run_line_magic, run_cell_magic
    shell.magic = magic  # what older exports as scripts call


def _measure_once(shell: Any) -> None:
    """What is timed runs once: how long it takes here tells nobody anything."""
    measure = shell.find_cell_magic("timeit")
    if measure is None:
        return
    magics = measure.__self__

    def timeit(line: str, cell: str | None = None) -> Any:
        options, statement = magics.parse_options(line, "n:r:tcp:qov:", posix=False, strict=False)
        kept = " ".join(f"-{name}" for name in "tcqo" if name in options)
        return measure(f"-n1 -r1 {kept} {statement}", cell, local_ns=shell.user_ns)

    _register(shell, "timeit", timeit, "line", "cell")


def _without_cell_magic(shell: Any, note: Note, lines: list[str]) -> list[str]:
    """A cell without the magic that only runs it; its lines keep their numbers, and its errors their places."""
    if not lines or not lines[0].startswith("%%"):
        return lines
    name, _, rest = lines[0][2:].strip().partition(" ")
    if name not in _TRANSPARENT:
        if shell.find_cell_magic(name) is not None or not _is_python(shell, lines[1:]):
            return lines
        note(f"`%%{name[:40]}` is not there while grading; its cell was run without it.")
    variable = rest.split()[-1] if name == "capture" and rest.split() else ""
    first = f"{variable} = get_ipython().captured_nothing()\n" if variable.isidentifier() else "\n"
    return [first, *lines[1:]]


def _is_python(shell: Any, lines: list[str]) -> bool:
    try:
        compile(shell.transform_cell("".join(lines)), "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError):
        return False
    return True


def _captured_nothing() -> Any:
    from IPython.utils.capture import CapturedIO

    return CapturedIO(None, None)
