"""The job queue, and records of what arrived before."""
