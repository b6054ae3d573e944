"""Events: who did what to whom, in PLOVER terms, from the parse."""
