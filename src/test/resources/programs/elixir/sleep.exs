Process.sleep(60000)
