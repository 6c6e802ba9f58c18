"""HEAR: sound in, words and voices out. The only folder that loads models."""

import os

# A thread that waits for the others sleeps. By default it spins, and where another program wants
# the cores too, as in every batch of two workers, the spinning costs several times the work
# (segmentation of 174 s of sound beside one busy process: 19 s spinning, 8 s sleeping). Read by the
# OpenMP library when torch is first imported, so it stands here, above all that imports torch.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
