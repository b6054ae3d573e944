"""Language: texts in, readings out (mentions, dates, events); the only room with spaCy."""
