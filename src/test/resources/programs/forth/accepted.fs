: digits? ( -- n ) 0 begin key dup [char] 0 [char] 9 1+ within while [char] 0 - swap 10 * + repeat drop ;
digits? digits? + 0 .r cr
