"""How text becomes words, how a question becomes a query, and what a seeker may see. Plain Python."""
