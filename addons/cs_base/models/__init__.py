from . import (
    cs_cached_mixin,
    cs_consent,
    cs_contact_log,
    cs_contact_send,
    cs_rate_limit,
    cs_token_mixin,
    ir_cron,
    ir_http,
    res_company,
    res_config_settings,
    res_partner,
    res_partner_contact,
)
