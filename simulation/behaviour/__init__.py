"""One behaviour a file: its parameters, its rules as pure functions, its kernel where there is one."""
