"""`python -m npmsync`."""

from npmsync.cli import main

if __name__ == "__main__":
    main()
