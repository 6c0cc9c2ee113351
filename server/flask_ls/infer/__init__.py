"""What names alone cannot tell, inferred by jedi in a process of its own."""
