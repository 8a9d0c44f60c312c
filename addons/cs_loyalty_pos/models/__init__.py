from . import (
    cs_tier_contribution,
    cs_tier_event,
    cs_tier_membership,
    loyalty_program,
    pos_config,
    pos_order,
    res_partner,
)
