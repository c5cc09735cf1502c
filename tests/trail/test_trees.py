"""The tree and the tally over the trail, by rule and without a database."""

from hashlib import sha256
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.trail.tally_rules import Mark, Tally, difference, read
from kith.trail.tree_rules import BLOCK, Tree, climbed, leaf_of, path_of, root_of

RFC_LEAVES = (b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43", b"\x50\x51\x52\x53\x54\x55\x56\x57")
"""Inputs whose roots were worked out by hand below."""


def by_hand(leaves: list[bytes]) -> bytes:
    """Return the root as RFC 6962, 2.1 says it, letter by letter."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha256(b"\1" + by_hand(leaves[:k]) + by_hand(leaves[k:])).digest()


@pytest.mark.parametrize("number", range(len(RFC_LEAVES) + 1))
def test_a_root_is_that_of_rfc_6962(number: int) -> None:
    texts = [each.decode("latin-1") for each in RFC_LEAVES[:number]]
    assert root_of([leaf_of(text) for text in texts]) == by_hand([text.encode() for text in texts])


def test_blocks_give_the_root_and_the_path_that_all_leaves_give() -> None:
    for number in (1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7):
        leaves, tree = [leaf_of(str(n)) for n in range(number)], Tree()
        for leaf in leaves:
            tree.grow(leaf)
        assert (tree.root, tree.count) == (root_of(leaves), number)
        for index in {0, number // 2, number - 1}:
            block = leaves[index // BLOCK * BLOCK :][:BLOCK]
            path = [*path_of(index % BLOCK, block), *path_of(index // BLOCK, tree.roots)]
            assert path == path_of(index, leaves)
            assert climbed(leaves[index], path) == tree.root


@given(texts=st.lists(st.text(max_size=3), min_size=1, max_size=40, unique=True), data=st.data())
def test_a_path_leads_from_its_own_leaf_to_the_root_and_from_no_other(texts: list[str], data: st.DataObject) -> None:
    leaves = [leaf_of(text) for text in texts]
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = path_of(index, leaves)
    assert climbed(leaves[index], path) == root_of(leaves)
    other = data.draw(st.text(max_size=3).filter(lambda text: text != texts[index]))
    assert climbed(leaf_of(other), path) != root_of(leaves)


def marks(number: int, seed: int) -> list[Mark]:
    """Return made-up entries."""
    dice = Random(seed)
    return [Mark(dice.randbytes(32), UUID(bytes=dice.randbytes(16)), dice.randrange(1 << 50)) for _ in range(number)]


def tally(of: list[Mark]) -> Tally:
    """Return the tally of entries."""
    made = Tally()
    for one in of:
        made.take(one)
    return made


@given(first=st.integers(0, 60), second=st.integers(0, 60), seed=st.integers(0, 1_000))
def test_a_tally_names_what_two_trails_do_not_share(first: int, second: int, seed: int) -> None:
    shared, mine, theirs = marks(300, seed), marks(first, seed + 10_000), marks(second, seed + 20_000)
    found = difference(read(tally(shared + mine).written()), tally(theirs + shared))
    assert found.is_whole
    assert sorted(found.first, key=lambda one: one.leaf) == sorted(mine, key=lambda one: one.leaf)
    assert sorted(found.second, key=lambda one: one.leaf) == sorted(theirs, key=lambda one: one.leaf)


def test_a_tally_says_when_it_cannot_name_all() -> None:
    found = difference(tally(marks(5_000, 1)), tally([]))
    assert not found.is_whole and len(found.first) < 5_000


def test_what_is_no_tally_is_not_read() -> None:
    with pytest.raises(ValueError, match="not a tally"):
        read("AAAA")
