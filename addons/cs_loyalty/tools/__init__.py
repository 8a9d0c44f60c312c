from . import birthday, decision, foresight, member_code, palette, periods, phone, simulation
