"""Real photos: read from any folder with one sub-folder per class, and split into the three sets of the course."""
