local part = require 'part'
print(part.twice(21))
