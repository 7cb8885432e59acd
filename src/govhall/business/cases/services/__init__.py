"""The legal acts on a case, one module an act. ``act`` holds what all acts share."""
