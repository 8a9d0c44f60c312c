from . import test_complaints, test_figures_by_tier
