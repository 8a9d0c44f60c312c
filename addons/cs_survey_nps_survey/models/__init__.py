from . import cs_nps_program
