from . import cs_tier_contribution, cs_tier_event, cs_tier_membership, pos_order, res_partner
