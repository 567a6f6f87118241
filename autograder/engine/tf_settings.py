"""TensorFlow's settings in a process forked for one submission."""

from __future__ import annotations

#: Parts of Grappler, which rewrites each graph before it first runs. For networks of this size they take longer than
#: what they save in the few epochs of a course's training.
_REWRITES = (
    "arithmetic_optimization",
    "constant_folding",
    "dependency_optimization",
    "function_optimization",
    "layout_optimizer",
    "loop_optimization",
    "remapping",
    "shape_optimization",
)


def set_up_tensorflow(threads: int) -> None:
    """Use so many threads, give the same numbers each time, and run graphs as they are written.

    Args:
        threads: of one operation; operations run one after another.
    """
    import tensorflow as tf

    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.experimental.enable_op_determinism()
    tf.config.optimizer.set_experimental_options(dict.fromkeys(_REWRITES, False))
