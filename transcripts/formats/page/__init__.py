"""Build the published page: template, style, script, and the values that they show."""
