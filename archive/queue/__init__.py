"""The job queue, and records of earlier arrivals, file hashes and feeds."""
