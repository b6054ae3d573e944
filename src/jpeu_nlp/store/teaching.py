"""What people's decisions teach: the corrections that hold, as labelled passages; the store in, records out.

The words come from the ledger, which keeps them beside every decision, so that a correction teaches even when its
document is gone. Items that were shown as a random audit measure the classifier, and therefore never teach it.
"""

from sqlalchemy import select

from jpeu_nlp.records import LabelledPassage
from jpeu_nlp.store.connection import Store
from jpeu_nlp.store.tables import decision_table, review_table


def corrected_passages(store: Store) -> list[LabelledPassage]:
    """Return the passages that people have decided on, with the labels that hold, oldest decision first."""
    decision, review = decision_table.c, review_table.c
    audited = select(review.item_id).where(review.item_kind == "passage", review.reason_shown == "audit")
    query = (
        select(decision.item_id, decision.labels, decision.decided_at, review.quote)
        .join(review_table, review.review_id == decision.review_id)
        .where(decision.item_kind == "passage", decision.item_id.not_in(audited))
        .order_by(decision.review_id)
    )
    with store.reading() as connection:
        rows = connection.execute(query).all()
    return [
        LabelledPassage(id=item_id, text=quote, labels=tuple(labels), date=decided_at[:10], register="correction", origin="correction")
        for item_id, labels, decided_at, quote in rows
        if quote.strip()
    ]
