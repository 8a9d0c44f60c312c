from . import decision, periods, phone
