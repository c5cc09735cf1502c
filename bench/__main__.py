"""`python -m bench [name ...]`: every benchmark, or those named, each against its limit in one run."""

import sys

from bench import board, crossing, importing, live, person, rules, simulation, write

BENCHES = {
    "board": board.main,
    "person": person.main,
    "import": importing.main,
    "write": write.main,
    "crossing": crossing.main,
    "simulation": simulation.main,
    "live": live.main,
    "rules": rules.main,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHES:
        for line in BENCHES[name]():
            print(line)
