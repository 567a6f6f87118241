"""TensorFlow's settings in a process forked for one submission."""

from __future__ import annotations


def set_up_tensorflow(threads: int) -> None:
    """Use so many threads, and give the same numbers each time.

    Args:
        threads: of one operation; operations run one after another.
    """
    import tensorflow as tf

    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.experimental.enable_op_determinism()
