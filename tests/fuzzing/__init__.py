"""Fuzzing of everything that reads what strangers write: ``python -m tests.fuzzing --inputs 100000``."""
