"""Keras models as data: taken apart on the student's side, checked and rebuilt on the grader's."""
