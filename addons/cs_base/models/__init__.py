from . import (
    cs_consent,
    cs_rate_limit,
    cs_token_mixin,
    ir_http,
    res_company,
    res_config_settings,
    res_partner,
)
