"""Endings of files that say something about who counts."""

from __future__ import annotations

import re

#: Files that can be graded.
SUBMISSION = re.compile(r"\.(ipynb(\.txt|\.json)?|py|zip)$", re.I)
#: Files that students take for a notebook.
MEANT = re.compile(r"\.(pdf|html?|docx?|odt|md|rmd|rar|7z|gz|tgz)$", re.I)
