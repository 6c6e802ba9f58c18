"""What waits to be processed, who works on it, and what arrived before."""
