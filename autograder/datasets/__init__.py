"""Drawings, photos, base weights, and hidden pictures."""
