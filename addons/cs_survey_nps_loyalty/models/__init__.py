from . import cs_nps_case, res_company, res_config_settings
