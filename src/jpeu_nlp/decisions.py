"""Decisions: whose label wins. In: the model's labels and the ledger's latest; out: the published ones and their status.

A human decision always wins, also over a model that was trained later; an empty decision (no pillar) is a decision too.
"""


def decide(
    model_labels: tuple[str, ...], correction_labels: tuple[str, ...] | None, *, is_adjudicated: bool = False
) -> tuple[tuple[str, ...], str]:
    """Return the labels to publish and their review status: `model`, `reviewed` or `adjudicated`.

    `correction_labels` is None where nobody has decided, and empty where somebody decided for no pillar.
    """
    if correction_labels is None:
        return model_labels, "model"
    return correction_labels, "adjudicated" if is_adjudicated else "reviewed"


def analyst_origin(reviewer: str) -> str:
    """Return `analyst:INITIALS`; a name of one short word, such as `ms`, already is initials."""
    words = reviewer.replace(".", " ").replace("-", " ").split()
    initials = words[0] if len(words) == 1 and len(words[0]) <= 4 else "".join(word[0] for word in words)
    return f"analyst:{initials.upper()}"
