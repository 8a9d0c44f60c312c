from . import test_queue, test_rule_tiers
