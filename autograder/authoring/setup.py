"""The first cell of a notebook: it gets things ready in Google Colab and wherever something is missing.

Where all is there already, it does nothing, and so it does while grading. The zip that it unpacks is known by the
checksum of its content; that is written into the notebook when the zip is made, so both always belong together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from autograder.authoring.libraries import student_libraries
from autograder.submissions.restoring import SETUP_ID

if TYPE_CHECKING:
    from nbformat import NotebookNode

_WORDS = """\
**Setup.** Run the next cell first: it prepares what this notebook needs. On your own computer there is nothing more
to do, and Google Colab may ask you for `student.zip`."""
_CHECKED = ("lab/", "tests/")
_WITHOUT = 'checksum=""'
#: In an address, stands for the beginning of :func:`content_digest`.
DIGEST = "DIGEST-OF-STUDENT-ZIP"


def add_setup(notebook: NotebookNode, address: str = "") -> None:
    """Put the setup in front of the first code cell.

    Args:
        notebook: changed in place.
        address: where the notebook may fetch its student zip if it lies nowhere else; by default nowhere.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from nbformat.v4 import new_code_cell, new_markdown_cell

    loader = PackageLoader("autograder.authoring")
    environment = Environment(loader=loader, undefined=StrictUndefined, autoescape=False)
    template = environment.get_template("setup_cell.py.jinja")
    source = template.render(address=json.dumps(address), libraries=student_libraries())
    metadata = {
        "deletable": False,
        "editable": False,
        "jupyter": {"source_hidden": True},  # folded in JupyterLab
        "cellView": "form",  # and in Colab, which shows the title instead
        "tags": [SETUP_ID],
    }
    place = next((n for n, cell in enumerate(notebook.cells) if cell.cell_type == "code"), len(notebook.cells))
    notebook.cells[place:place] = [
        new_markdown_cell(_WORDS, id=f"{SETUP_ID}-text"),
        new_code_cell(source, id=SETUP_ID, metadata=metadata),
    ]


def with_checksum(notebook: bytes, members: Mapping[str, bytes]) -> bytes:
    """A notebook whose setup takes only a zip with these members for its own.

    Args:
        notebook: its bytes; one without the setup stays as it is.
        members: of the student zip, by name.
    """
    digest = content_digest(members)
    written = json.dumps(_WITHOUT)[1:-1].encode()
    filled = json.dumps(f'checksum="{digest}"')[1:-1].encode()
    return notebook.replace(written, filled, 1).replace(DIGEST.encode(), digest[:16].encode())


def content_digest(members: Mapping[str, bytes]) -> str:
    """A hash of those members of a student zip, by name, that the notebook needs."""
    content = hashlib.sha256()
    for name in sorted(name for name in members if name.startswith(_CHECKED)):
        content.update(name.encode() + b"\0" + members[name])
    return content.hexdigest()
