from . import cs_stockout_choose, cs_stockout_confirm, cs_stockout_swap
