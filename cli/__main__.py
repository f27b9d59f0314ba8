"""`python -m backprop.cli` is `backprop`."""

from .main import main

if __name__ == "__main__":
    main()
