"""HEAR: sound in, words and voices out. The only folder that loads models."""
