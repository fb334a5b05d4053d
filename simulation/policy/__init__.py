"""Policy instruments, one file each; `simulation/ground/registry.py` finds them."""
