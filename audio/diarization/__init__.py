"""Tell voices apart: segmentation, embeddings, clusters."""
