use lib '.';
use Part;
print Part::twice(21), "\n";
