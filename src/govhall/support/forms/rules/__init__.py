"""Reading form definitions and checking what people fill in. Plain Python; the same answer for page and API."""
