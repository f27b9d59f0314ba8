"""Forms that show the graph: a drawing, written as DOT or Mermaid, and the graph as JSON."""
