"""What holds for models and their runs; plain Python over the engine."""
