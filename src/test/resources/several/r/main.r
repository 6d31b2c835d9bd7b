source('lib/part.r')
cat(twice(21), '\n', sep = '')
