"""Run unattended batches: claim jobs from the queue, process them, and report."""
