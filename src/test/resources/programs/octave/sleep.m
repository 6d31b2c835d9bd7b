pause(60)
