"""Reference data of this app as CSV: regions of the province, agencies of the demonstration."""
