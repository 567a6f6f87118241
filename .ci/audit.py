#!/usr/bin/env python3
"""Look up the packages of a lock, for every Python that it covers, in a database of known vulnerabilities.

    python .ci/audit.py REQUIREMENTS

Runs pip-audit. The status is 1 if a package has a known vulnerability. A package that could not be looked up, because
there is no network or the database does not know it, is a warning: pip-audit alone would call that "no known
vulnerabilities".
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

#: Identifiers of vulnerabilities that do not matter here → why.
ACCEPTED: dict[str, str] = {}
_PIN = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.MULTILINE)


@dataclass
class Findings:
    """What the database says.

    Attributes:
        clean: packages without a known vulnerability.
        vulnerable: package → identifiers.
        unknown: package → why it could not be looked up.
    """

    clean: set[str] = field(default_factory=set)
    vulnerable: dict[str, list[str]] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)

    def add(self, report: str) -> None:
        """Take in what pip-audit wrote as JSON."""
        for package in json.loads(report)["dependencies"]:
            if "skip_reason" in package:
                self.unknown[package["name"]] = package["skip_reason"]
                continue
            name = f"{package['name']} {package['version']}"
            if found := [one["id"] for one in package["vulns"] if one["id"] not in ACCEPTED]:
                self.vulnerable[name] = found
            else:
                self.clean.add(name)


def sheets(lock: str) -> list[str]:
    """The pins of a lock without conditions, on as few sheets as it takes for no package to be on one twice."""
    versions: dict[str, list[str]] = defaultdict(list)
    for name, version in _PIN.findall(lock):
        if version not in versions[name]:
            versions[name].append(version)
    most = max(map(len, versions.values()), default=0)
    return [
        "".join(f"{name}=={known[number]}\n" for name, known in versions.items() if number < len(known))
        for number in range(most)
    ]


def audit(sheet: str, findings: Findings) -> None:
    """Look up one sheet."""
    with tempfile.TemporaryDirectory() as folder:
        requirements, report = Path(folder, "requirements.txt"), Path(folder, "report.json")
        requirements.write_text(sheet)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--progress-spinner", "off"),
                *("--requirement", requirements, "--format", "json", "--output", report),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if report.is_file():
            findings.add(report.read_text())
        else:
            reason = (done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]
            findings.unknown |= {name: reason for name, _ in _PIN.findall(sheet)}


def main(lock: str) -> int:
    """The status, see above."""
    findings = Findings()
    for sheet in sheets(Path(lock).read_text()):
        audit(sheet, findings)
    for package, identifiers in findings.vulnerable.items():
        print(f"VULNERABLE: {package}: {', '.join(identifiers)}")
    if findings.unknown:
        reason = next(iter(findings.unknown.values()))
        print(f"WARNING: not everything could be looked up, for example: {reason[:300]}")
    print(f"clean: {len(findings.clean)}, vulnerable: {len(findings.vulnerable)}, unknown: {len(findings.unknown)}")
    return 1 if findings.vulnerable else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
