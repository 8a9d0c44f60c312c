from . import cs_nps_case_tell, cs_nps_erase, cs_nps_invite, cs_nps_theme_try
