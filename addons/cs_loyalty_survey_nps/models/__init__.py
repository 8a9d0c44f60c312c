from . import cs_nps_case, sale_order
