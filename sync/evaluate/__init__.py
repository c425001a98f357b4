"""Measure the whole pipeline on labelled sites; a folder is the argument, nothing of it is kept."""
