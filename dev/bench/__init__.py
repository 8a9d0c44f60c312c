"""Measurements of the suite beside their goals; each script runs by itself."""
