"""All evidence in one decision."""
