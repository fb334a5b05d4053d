"""`python -m analysis` is `smecredit`."""

from analysis.cli import main

if __name__ == "__main__":
    main()
