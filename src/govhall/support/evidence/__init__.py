"""区块链存证: facts become leaves of one append-only tree, so that anybody can prove what was recorded and when."""
