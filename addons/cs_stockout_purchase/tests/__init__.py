from . import test_buy, test_buy_outlook, test_buy_rights, test_buy_terms, test_expected
