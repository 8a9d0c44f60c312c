from . import (
    base_partner_merge,
    cs_partner_merge,
    cs_partner_merge_line,
    cs_tier_backtest,
    cs_tier_backtest_bin,
    cs_tier_backtest_case,
    cs_tier_offer_wizard,
    cs_tier_offer_wizard_line,
    cs_tier_override,
)
