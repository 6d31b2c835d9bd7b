const number = ;
