"""Submissions with known verdicts, and how the graders judge them."""
