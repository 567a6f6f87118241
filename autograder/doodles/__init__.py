"""Procedurally drawn animals, the data of the default profile."""
