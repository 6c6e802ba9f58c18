"""Diarize speakers: segmentation, embeddings, clustering."""
