"""The measures of `transcripts.score`, each a frozen value of counts that adds over recordings."""
