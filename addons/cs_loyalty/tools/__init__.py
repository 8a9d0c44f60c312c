from . import decision, member_code, palette, periods, phone
