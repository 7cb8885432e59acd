"""RFC 3161: requests, answers and tokens as data; making them and checking them. No database, no network, no clock."""
