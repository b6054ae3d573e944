"""Stages: plain functions that compose the rooms; what is done to a text is decided here and below."""
