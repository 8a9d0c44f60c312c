from . import cs_nps_invite
