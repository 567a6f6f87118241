"""Evidence that grading is right: corpus, mutants, calibration, attacks."""
