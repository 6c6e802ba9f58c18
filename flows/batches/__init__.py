"""Many recordings, nobody watching: what waits is claimed, processed and accounted for."""
