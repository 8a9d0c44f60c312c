from . import cs_nps_program, cs_nps_response
