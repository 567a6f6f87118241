"""How long grading takes, beside others, all sides in turn in one run: ``python -m benchmarks.against_otter``.

The sides: this project; ``otter run`` with equivalent tests (``peer/``); the cells alone in a process where everything
is imported already, which no grader can beat (``floor.py``); nbclient with no grading at all (``plain.py``).
"""
