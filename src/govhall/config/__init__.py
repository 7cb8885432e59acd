"""Settings, root urls and the command line: the only place that knows all."""
