"""What must be fast, measured beside the limit that the same machine sets in the same run; and the crash proof."""
