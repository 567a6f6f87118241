"""Which files a submission may read: what keeps others out, where Python lies, and the rules for it."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from autograder.sandbox.landlock import LIST, OWN, READ, RUN, USE, Access, Rule

#: The package this module belongs to; with Landlock, none of it can be read.
PACKAGE = Path(__file__).resolve().parent.parent
#: Where an installed package has the hidden graders of the course that comes with it; a checkout and Gradescope have no
#: such folder.
_BUNDLED = Path("bundled_course", "solutions")

# fmt: off
_PROGRAMS = (
    "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec", "/usr/bin", "/usr/share", "/lib", "/lib32",
    "/lib64", "/bin", "/usr/local/lib", "/usr/local/bin", "/usr/local/share", "/nix/store",
)
_CONFIGURATION = (
    "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "localtime", "timezone", "locale.alias",
    "fonts", "passwd", "group", "nsswitch.conf", "os-release", "lsb-release", "debian_version", "mime.types",
    "magic", "ssl", "pki", "ca-certificates", "python3", "matplotlibrc",
)
_MACHINE = (
    "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/version", "/proc/uptime", "/proc/loadavg",
    "/proc/filesystems", "/proc/sys/vm", "/proc/self", "/sys/devices/system", "/sys/fs/cgroup",
)
# fmt: on
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def closed_to(uid: int, path: Path, gid: int | None = None) -> bool:
    """Whether file permissions alone keep a user from reading a path.

    A folder counts as closed only if nothing in it can be listed, nor reached by name. For a path that does
    not exist yet the folders above it decide.

    Args:
        uid: the user; root is never kept out.
        path: file or folder; links are followed.
        gid: the user's only group, by default numbered like the user.
    """
    if uid == 0:
        return False
    group = uid if gid is None else gid
    path = path.resolve()
    if any(not _bits(folder, uid, group) & stat.S_IXOTH for folder in path.parents if folder.exists()):
        return True
    if not path.exists():
        return False
    wanted = stat.S_IROTH | stat.S_IXOTH if path.is_dir() else stat.S_IROTH
    return not _bits(path, uid, group) & wanted


def bundled_secrets(*, close: bool) -> tuple[Path, ...]:
    """The hidden graders that come with an installed package, of whatever course is graded; in a checkout none.

    Packages are installed for everybody to read. Where a submission becomes another user and there is no Landlock,
    nothing would keep it from reading the graders after which most courses are made. No wheel can say that a file is to
    be closed, so we close the folder, in the one case in which that helps: when root grades. Where that cannot be done,
    it is a secret that lies open, and the run does not count as isolated.

    Args:
        close: whether the submission becomes another user, so that permissions mean something to it.
    """
    # When a zip for Gradescope is tried out here, this module is the zip's, and the installed package another one.
    packages = (PACKAGE, *(folder / PACKAGE.name for folder in _package_folders()))
    found = sorted({(package / _BUNDLED).resolve() for package in packages if _is_folder(package / _BUNDLED)})
    for folder in found if close else ():
        with suppress(OSError):  # a file system that is read-only
            folder.chmod(stat.S_IRWXU)
    return tuple(found)


def first_out_of_reach(uid: int, paths: Iterable[Path]) -> Path | None:
    """The first of the paths that a user cannot read (a folder: list and enter), or None."""
    for path in paths:
        wanted = stat.S_IROTH | (stat.S_IXOTH if path.is_dir() else 0)
        if first_closed_folder(uid, path) is not None:
            return path
        if _bits(path, uid, uid) & wanted != wanted:
            return path
    return None


def first_closed_folder(uid: int, path: Path) -> Path | None:
    """The folder nearest to a path, of those above it, that a user may not pass through, or None."""
    return next((folder for folder in path.resolve().parents if not _bits(folder, uid, uid) & stat.S_IXOTH), None)


def interpreter_trees() -> tuple[Path, ...]:
    """The folders that hold this Python, its library and the installed packages; none inside another.

    An editable install adds a checkout to ``sys.path``; that is not one of them.
    """
    prefixes = map(Path, (sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix))
    found = sorted({path.resolve() for path in (*prefixes, *_package_folders()) if _is_folder(path)})
    found = [path for path in found if path != path.parent]
    return tuple(path for path in found if not any(other in path.parents for other in found))


def interpreter_sample() -> Iterator[Path]:
    """Files and folders of this Python that another user must be able to read to use it."""
    yield Path(sys.executable)
    yield Path(os.__file__)
    yield from interpreter_trees()
    for folder in _package_folders():
        yield from (path for path in sorted(folder.iterdir()) if path.is_dir() and path.name[0] not in "_.")


def rules(box: Path, readable: Iterable[Path], secrets: Collection[Path]) -> list[Rule]:
    """Landlock rules: the box is the submission's own, Python and the system's programs run; that is all.

    Args:
        box: folder to do anything in.
        readable: files and folders to read.
        secrets: what must stay closed even if it lies inside something that is allowed.
    """
    without = {path.resolve() for path in (PACKAGE, *secrets)}
    allowed = [Rule(box, OWN)]
    for tree in (*interpreter_trees(), *map(Path, _PROGRAMS)):
        allowed += carve(tree, without, RUN, listed=True)
    for path in (*readable, *(Path("/etc", name) for name in _CONFIGURATION), *map(Path, _MACHINE)):
        allowed += carve(path, without, READ, listed=False)
    allowed += [Rule(Path(device), USE) for device in _DEVICES]
    return allowed


def carve(tree: Path, without: Collection[Path], access: Access, *, listed: bool) -> Iterator[Rule]:
    """Rules for a tree that leave out some paths inside it.

    Landlock cannot subtract, so the siblings of what is left out are named one by one.

    Args:
        tree: file or folder; links are followed.
        without: what to leave out, with links resolved.
        access: to the rest.
        listed: whether the folders on the way can be listed, which Python needs to import from them. The *names*
            in what is left out can then be listed, too.
    """
    tree = tree.resolve()
    if tree in without:
        return
    if not any(tree in path.parents for path in without):
        yield Rule(tree, access)
        return
    if listed:
        yield Rule(tree, LIST)
    for child in sorted(tree.iterdir()):
        if not child.is_symlink():  # it may lead to what is left out
            yield from carve(child, without, access, listed=listed)


def _package_folders() -> list[Path]:
    found = [Path(entry) for entry in sys.path]
    return [path for path in found if path.name in ("site-packages", "dist-packages") and _is_folder(path)]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # somewhere this user may not look
        return False


def _bits(path: Path, uid: int, gid: int) -> int:
    """The permissions that apply to a user, as the bits for "others"."""
    found = path.stat()
    if found.st_uid == uid:
        return found.st_mode >> 6
    return found.st_mode >> 3 if found.st_gid == gid else found.st_mode
