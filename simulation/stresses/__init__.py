"""Stresses, one file each; `simulation.registry` finds them."""
