"""GovHall (政务大厅): an open government service platform after DB52/T 1542.1-2021."""

__version__ = "0.1.0"
