"""From a derivative program to what is written of it: constants folded, regions, steps, parts."""
