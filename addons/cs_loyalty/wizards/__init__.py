from . import base_partner_merge, cs_tier_offer_wizard, cs_tier_offer_wizard_line, cs_tier_override
