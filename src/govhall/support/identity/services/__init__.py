"""Acts on identities. Each is one transaction and leaves an audit entry."""
