from . import test_kit_bill, test_kit_swap, test_kits
