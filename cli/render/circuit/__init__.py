"""The circuit picture of the textbooks: on the screen, for DOT and Mermaid, through Graphviz."""
