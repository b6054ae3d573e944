"""The flows: when and how often, never what. Prefect adds retries, schedules, logs and a run history; it knows nothing of texts."""
