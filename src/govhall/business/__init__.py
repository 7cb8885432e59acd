"""业务应用层: the legal acts of government service."""
