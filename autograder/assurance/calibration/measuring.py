"""Measuring what is not known yet: here, one after the other, or several seeds at a time in processes of their own."""

from __future__ import annotations

import multiprocessing
import os
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty

from autograder.assurance.calibration.bench import Bench
from autograder.assurance.calibration.features import bench_for
from autograder.assurance.calibration.material import Material, load_material
from autograder.assurance.calibration.plan_files import load_plan_file
from autograder.assurance.calibration.recipes import EpochTimes, Recipe
from autograder.assurance.calibration.store import Record, weights_of


@dataclass(frozen=True)
class Measurement:
    """A recipe to measure under a seed; name and key are those of its :class:`Record`."""

    name: str
    seed: int
    recipe: Recipe
    key: str

    @property
    def alone(self) -> bool:
        """Whether it takes times, for which nothing else may run beside it."""
        return isinstance(self.recipe, EpochTimes)


@dataclass(frozen=True)
class Workplace:
    """Where measurements run.

    Attributes:
        material: what is measured on.
        jobs: how many seeds at a time. Above 1, each is measured in a process with one TensorFlow thread: two such
            processes get through more than one with two threads.
        plan_file: where recipes may be defined; those processes have to load it, too.
    """

    material: Material
    jobs: int = 1
    plan_file: Path | None = None


def measure(
    wanted: Sequence[Measurement], workplace: Workplace, on_start: Callable[[Measurement], None]
) -> Iterator[tuple[Measurement, Record]]:
    """Measure what is wanted.

    Args:
        wanted: sorted by seed.
        workplace: where.
        on_start: called before a measurement, or, with several jobs, when one is through.

    Yields:
        A measurement and its record, as soon as it is there.
    """
    if workplace.jobs > 1:
        apart = [measurement for measurement in wanted if not measurement.alone]
        yield from _measure_apart(apart, workplace, on_start)
        wanted = [measurement for measurement in wanted if measurement.alone]
    bench = bench_for(workplace.material)
    for measurement in wanted:
        on_start(measurement)
        yield measurement, _measure_one(measurement, bench)


def _measure_one(measurement: Measurement, bench: Bench) -> Record:
    recipe, seed = measurement.recipe, measurement.seed
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Keras warns of some of the mistakes that are measured on purpose
        scores = {name: round(score, 6) for name, score in recipe.measure(bench, seed).items()}
    seconds = round(time.perf_counter() - start, 1)
    return Record(measurement.name, measurement.key, weights_of(recipe, bench.material), seed, scores, seconds)


def _measure_apart(
    wanted: Sequence[Measurement], workplace: Workplace, on_start: Callable[[Measurement], None]
) -> Iterator[tuple[Measurement, Record]]:
    """By seeds, since one seed's hidden pictures are shared."""
    context = multiprocessing.get_context("spawn")  # TensorFlow may have threads here already
    results = context.Queue()
    given = results, workplace.material.profile, workplace.plan_file
    with ProcessPoolExecutor(workplace.jobs, context, _start_worker, given) as pool:
        seeds = [list(group) for _, group in groupby(wanted, key=lambda measurement: measurement.seed)]
        futures = [pool.submit(_measure_seed, group) for group in seeds]
        try:
            for _ in wanted:
                measurement, record = _next(results, futures)
                on_start(measurement)
                yield measurement, record
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _next(results: Queue[tuple[Measurement, Record]], futures: Sequence[Future[None]]) -> tuple[Measurement, Record]:
    """The next result; raises what a worker raised."""
    while True:
        ended = [future for future in futures if future.done()]
        try:
            return results.get(timeout=1)
        except Empty:
            for future in ended:
                future.result()


_worker: tuple[Bench, Queue[tuple[Measurement, Record]]]


def _start_worker(results: Queue[tuple[Measurement, Record]], profile: str, plan_file: Path | None) -> None:
    global _worker
    os.environ |= {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
    if plan_file is not None:
        load_plan_file(plan_file)  # before measurements come whose recipes are defined in it
    _worker = bench_for(load_material(profile)), results


def _measure_seed(measurements: Sequence[Measurement]) -> None:
    bench, results = _worker
    for measurement in measurements:
        results.put((measurement, _measure_one(measurement, bench)))
