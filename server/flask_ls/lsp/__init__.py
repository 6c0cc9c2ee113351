"""The door for editors. The only package that knows LSP's types, positions and encodings."""
