"""Views of the workspace: thin; each reads the clock, makes one call into a selector or an act, and renders."""
