"""The law of days: the working-day index, case clocks, their explanation, and the reading of a holiday notice."""
