"""What speaks with the outside: another installation's log, and the node of a chain."""
