"""Wrong implementations, plausible and subtle, by concept: the claims must reject each."""
