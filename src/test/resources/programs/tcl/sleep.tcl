after 60000
