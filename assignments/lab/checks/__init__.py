"""What ``grader.check`` runs in the notebooks: early feedback, worth no points."""
