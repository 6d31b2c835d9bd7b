from paket.part import twice

print(twice(21))
