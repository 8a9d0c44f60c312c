from . import test_kit_swap, test_kits
