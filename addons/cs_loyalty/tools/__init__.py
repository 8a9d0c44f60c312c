from . import decision, foresight, member_code, palette, periods, phone, simulation
