"""Download, verify, store and convert models, which are pinned by hash."""
