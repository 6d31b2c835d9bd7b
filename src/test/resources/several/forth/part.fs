: twice ( n -- n ) 2 * ;
