from . import base_partner_merge, cs_tier_override
