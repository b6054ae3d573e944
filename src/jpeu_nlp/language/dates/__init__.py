"""Dates: points and periods of the calendar in a text, with their precision and range."""
