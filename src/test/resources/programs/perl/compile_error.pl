my $ = ;
