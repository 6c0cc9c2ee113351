"""One file a rule; `flask_ls.rules.registry.rules` gives all of them."""
