"""What explains a result: the chain rule, local rules, paths, finite steps, mode costs."""
