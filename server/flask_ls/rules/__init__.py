"""One file a rule. `flask_ls.rules.registry.RULES` finds them by themselves."""
