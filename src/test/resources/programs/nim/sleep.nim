import os
sleep(60000)
