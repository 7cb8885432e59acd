"""Pages of the officers, one module a subject."""
