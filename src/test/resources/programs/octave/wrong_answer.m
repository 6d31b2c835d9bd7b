disp(8)
