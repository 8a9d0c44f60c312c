from . import test_erase
