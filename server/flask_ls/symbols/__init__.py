"""One file for each thing a name or a string can mean: what can stand there, what it means, how it is described."""
