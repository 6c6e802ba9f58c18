"""Speaker diarization: segmentation, embeddings, clustering."""
