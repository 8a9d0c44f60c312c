"""Import of the UCI "Online Retail" transactions into a demo database."""
