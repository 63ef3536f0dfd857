"""The schema as a picture: Mermaid's entity-relationship diagrams."""
