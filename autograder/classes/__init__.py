"""Grading a whole class: find submissions, grade them, keep results, report what changed."""
