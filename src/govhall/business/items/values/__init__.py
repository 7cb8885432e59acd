"""What of items may leave this app: frozen values without Django."""
