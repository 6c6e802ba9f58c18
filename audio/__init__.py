"""Audio processing: recognition and diarization. The only package that loads models."""

import os

# Threads that wait for others sleep instead of spinning. When other programs need the cores, as in
# every batch with two workers, spinning costs several times the work (segmentation of 174 s of
# sound beside one busy process: 19 s spinning, 8 s sleeping). OpenMP reads this when torch is first
# imported, so it is set before any import of torch.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
