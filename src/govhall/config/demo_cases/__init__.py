"""
Cases of the demonstration: some weeks of work at the desks, so that lists, clocks and ratings have something to show.

Nothing is written into tables: people apply, officers act and the worker delivers through the same services as every
day, in order of time, while the clock stands at each act's moment. All names, numbers and places are invented.
"""

from govhall.config.demo_cases.playing import load

__all__ = ["load"]
