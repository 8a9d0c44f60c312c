from . import test_contribution, test_counter, test_tour
