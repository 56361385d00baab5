"""Hash trees over the rows of the log, as in RFC 6962."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

# A leaf is the id of a row and the SHA-256 of its text.
ID_BYTES, LEAF_BYTES = 16, 48
# So many leaves lie together in one row of the database. A power of two: the roots of such pieces
# are then nodes of the one tree over all leaves.
PIECE = 2**16
NOTHING = sha256(b"").digest()


def leaves_in(packed: bytes) -> Iterator[bytes]:
    """The leaves that lie one after another."""
    return (packed[at : at + LEAF_BYTES] for at in range(0, len(packed), LEAF_BYTES))


def root_of_leaves(packed: bytes) -> bytes:
    """The root over leaves that lie one after another."""
    return root_of_nodes([sha256(b"\0" + leaf).digest() for leaf in leaves_in(packed)])


def root_of_nodes(nodes: Sequence[bytes]) -> bytes:
    """The root over nodes; one without a neighbour goes up as it is."""
    while len(nodes) > 1:
        paired = [
            sha256(b"\1" + left + right).digest()
            for left, right in zip(nodes[::2], nodes[1::2], strict=False)
        ]
        nodes = [*paired, *nodes[len(paired) * 2 :]]
    return nodes[0] if nodes else NOTHING
