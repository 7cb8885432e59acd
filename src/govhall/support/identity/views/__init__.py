"""Pages of identity: accounts (sign in, security, acting for others) and recovery (a lost password)."""
