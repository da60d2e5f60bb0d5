"""Wrong cross entropies."""

FAULTS = {}
