"""`python -m govhall.config`: the command line, as the `govhall` script calls it."""

from govhall.config.cli import main

if __name__ == "__main__":
    main()
