package Part;
sub twice { return 2 * shift }
1;
