"""安全电子签章 (GB/T 38540-2020): the seal and the signature as data, making them and checking them."""
