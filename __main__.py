"""`python -m smecredit` is `smecredit`."""

from .analysis.commands.cli import main

if __name__ == "__main__":
    main()
