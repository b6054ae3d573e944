"""Events that are told again: the first telling in the same document, and what tellings in several documents share."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FIRST = "First telling in its document; empty for a first."
LIKENESS = "Digest of type, mode and participants."


def upgrade() -> None:
    op.add_column("event", sa.Column("same_event_as", sa.String(length=16), nullable=False, server_default="", comment=FIRST))
    op.add_column("event", sa.Column("likeness", sa.String(length=16), nullable=False, server_default="", comment=LIKENESS))
    op.create_index(op.f("ix_event_likeness"), "event", ["likeness"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_event_likeness"), "event")
    op.drop_column("event", "likeness")
    op.drop_column("event", "same_event_as")
