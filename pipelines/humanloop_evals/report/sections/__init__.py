"""The sections of the report: from rows to what their templates show."""
