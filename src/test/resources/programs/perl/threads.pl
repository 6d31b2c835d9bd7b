use threads;
my @all = map { my $n = $_; threads->create(sub { $n }) } 0 .. 3;
my $total = 0;
$total += $_->join for @all;
print "$total\n";
