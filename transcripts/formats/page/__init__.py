"""What the published page is made of: its template, style and script, and what they are given."""
