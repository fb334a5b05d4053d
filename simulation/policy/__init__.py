"""Policy instruments, one file each; `simulation.registry` finds them."""
