"""`python -m bench`: every benchmark, each against its limit in one run."""

from bench import board

if __name__ == "__main__":
    board.main()
