"""Run the fuzzing and print how many inputs each reader has had; the status is 1 if anything went wrong."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from tests.fuzzing.running import fuzz
from tests.fuzzing.targets import TARGETS


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000, help="for all readers together")
    parser.add_argument("--target", choices=[target.name for target in TARGETS], help="only this one, with all inputs")
    chosen = parser.parse_args()
    counts = {}
    for target in TARGETS:
        if chosen.target in (None, target.name):
            wanted = chosen.inputs if chosen.target else round(chosen.inputs * target.share)
            start = time.monotonic()
            counts[target.name] = fuzz(target, wanted)
            print(f"{target.name}: {counts[target.name]} inputs, {time.monotonic() - start:.0f} s", file=sys.stderr)
    print(json.dumps({"inputs": sum(counts.values()), **counts}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
