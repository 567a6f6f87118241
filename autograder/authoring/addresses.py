"""Links to a published repository: for JupyterHubs with nbgitpuller, Google Colab, Binder and Codespaces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

_GITHUB = re.compile(r"(?:https://(?:[^/@]+@)?github\.com/|(?:ssh://)?git@github\.com[:/])(?P<path>[\w.-]+/[\w.-]+?)/?")
_SECRET = re.compile(r"(?<=://)[^/@]+@")
#: Shown where a JupyterHub's address is not known.
ANY_HUB = "https://YOUR-HUB"


@dataclass(frozen=True)
class Repository:
    """Where students find a repository.

    Attributes:
        address: that git clones from.
        branch: that holds what is published.
    """

    address: str
    branch: str = "main"

    @classmethod
    def at(cls, address: str, branch: str = "main") -> Repository:
        """The repository with this address, which students reach without a name or a password."""
        address = address.strip().rstrip("/").removesuffix(".git")
        match = _GITHUB.fullmatch(address)
        return cls(f"https://github.com/{match['path']}" if match else _SECRET.sub("", address), branch)

    @property
    def github(self) -> str:
        """``"owner/name"`` on GitHub, or nothing elsewhere."""
        match = _GITHUB.fullmatch(self.address)
        return match["path"] if match else ""

    @property
    def folder(self) -> str:
        """What a clone is called."""
        return re.split(r"[/:]", self.address)[-1]

    def pull(self, path: str, hub: str = "") -> str:
        """The link with which nbgitpuller fetches the repository into somebody's home, and opens a file."""
        asked = {"repo": self.address, "branch": self.branch, "urlpath": f"lab/tree/{self.folder}/{path}"}
        return f"{hub.rstrip('/') or ANY_HUB}/hub/user-redirect/git-pull?{urlencode(asked)}"

    def colab(self, path: str) -> str:
        """The link that opens a notebook in Google Colab; only for GitHub."""
        return f"https://colab.research.google.com/github/{self.github}/blob/{quote(f'{self.branch}/{path}')}"

    def binder(self, path: str) -> str:
        """The link that opens a notebook in Binder; only for GitHub."""
        opened = quote(f"lab/tree/{path}", safe="")
        return f"https://mybinder.org/v2/gh/{self.github}/{quote(self.branch, safe='')}?urlpath={opened}"

    def codespaces(self) -> str:
        """The link that starts a Codespace; only for GitHub."""
        return f"https://codespaces.new/{self.github}/tree/{quote(self.branch)}"

    def raw(self, path: str) -> str:
        """Where a file can be downloaded; only for GitHub."""
        return f"https://raw.githubusercontent.com/{self.github}/{quote(f'{self.branch}/{path}')}"
