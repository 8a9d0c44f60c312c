from . import test_shortage
