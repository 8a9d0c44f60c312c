from . import (
    base_partner_merge,
    cs_partner_merge,
    cs_partner_merge_line,
    cs_tier_offer_wizard,
    cs_tier_offer_wizard_line,
    cs_tier_override,
)
