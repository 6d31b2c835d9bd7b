"""Prints the libraries that programs may use, a name and a version on each line."""
from importlib import metadata

for name in (
    "attrs", "beautifulsoup4", "bitarray", "gmpy2", "lxml", "matplotlib", "more-itertools", "networkx",
    "numba", "numpy", "pandas", "pillow", "pytest", "PyYAML", "requests", "scikit-learn", "scipy", "Shapely",
    "sortedcontainers", "sympy", "torch",
):
    try:
        print(name, metadata.version(name))
    except metadata.PackageNotFoundError:
        pass
