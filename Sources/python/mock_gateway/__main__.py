"""`mock-gateway`, and `python -m mock_gateway`: the program itself, in this process's place."""
import os
import sys
from typing import NoReturn

from ._gateway import binary


def main() -> NoReturn:
    os.execv(binary(), ["mock-gateway", *sys.argv[1:]])


if __name__ == "__main__":
    main()
