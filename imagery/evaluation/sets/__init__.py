"""The labelled sets: one file each, found by name. See ``imagery.evaluation``."""
