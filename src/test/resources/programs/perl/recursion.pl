no warnings 'recursion';
sub total { my $n = shift; return $n ? $n + total($n - 1) : 0; }
print total(10000), "\n";
