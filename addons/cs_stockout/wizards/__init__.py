from . import (
    cs_stockout_choose,
    cs_stockout_compare,
    cs_stockout_confirm,
    cs_stockout_refuse,
    cs_stockout_set_cause,
    cs_stockout_swap,
)
