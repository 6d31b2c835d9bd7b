import datetime

for date in open("calendar.in"):
    print(datetime.date.fromisoformat(date.strip()) + datetime.timedelta(days=1))
