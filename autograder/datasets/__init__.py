"""Drawings, photos, base weights, and hidden images."""
