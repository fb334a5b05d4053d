"""Policy instruments, one file each; `simulation.ground.registry` finds them."""
