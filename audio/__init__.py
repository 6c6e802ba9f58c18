"""Process audio: recognition and diarization. This is the only package that loads models."""

import os

# Threads that wait for others sleep instead of spinning. When other programs need the cores, as in
# every batch with two workers, spinning costs several times the work: beside one busy process,
# segmentation of 174 s of audio takes 19 s with spinning and 8 s with sleeping. OpenMP reads this
# setting when torch is first imported, so it must be set before any import of torch.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
