"""Pillars: passages in, calibrated pillar tags with their evidence out; the only room with scikit-learn."""
