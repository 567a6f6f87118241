"""Pictures and base weights: drawings, photos, pretraining, and the pictures that are never handed out."""
