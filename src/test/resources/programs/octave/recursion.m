1;
function t = total(n)
  if n == 0
    t = 0;
  else
    t = n + total(n - 1);
  end
end
printf("%d\n", total(200));
