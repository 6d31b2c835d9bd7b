import datetime

with open("calendar.in") as dates, open("calendar.out", "w") as days_after:
    for date in dates:
        print(datetime.date.fromisoformat(date.strip()) + datetime.timedelta(days=1), file=days_after)
