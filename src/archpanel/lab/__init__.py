"""The persona lab: the same answers before different personas, and what differs, measured."""
