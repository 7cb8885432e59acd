# pragma version 0.4.3
# pragma evm-version london
"""
@title Anchor of evidence tree heads
@license Apache-2.0
@notice Remembers, for each log, which root its tree of so many leaves had. What is written once stays: a size gets one
        root, and sizes only grow. Anybody reads; the account that put the contract on the chain writes.
"""

event Anchored:
    tree: indexed(bytes32)
    size: indexed(uint64)
    root: bytes32


struct Kept:
    root: bytes32
    at: uint64  # seconds since 1970, the block's


owner: public(immutable(address))
# tree: SM3 fingerprint of the root certificate of the log, its name
kept: public(HashMap[bytes32, HashMap[uint64, Kept]])
newest: public(HashMap[bytes32, uint64])


@deploy
def __init__():
    owner = msg.sender


@external
def anchor(tree: bytes32, size: uint64, root: bytes32):
    """
    @notice Keep the root of a tree of `size` leaves. The same again changes nothing.
    """
    assert msg.sender == owner, "not the owner"
    assert root != empty(bytes32), "no root"
    if self.kept[tree][size].root == root:
        return
    assert size > self.newest[tree], "append only"
    self.kept[tree][size] = Kept(root=root, at=convert(block.timestamp, uint64))
    self.newest[tree] = size
    log Anchored(tree=tree, size=size, root=root)
