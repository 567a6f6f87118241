"""Submissions that attack the grader, and what each kind of sandbox makes of them."""
