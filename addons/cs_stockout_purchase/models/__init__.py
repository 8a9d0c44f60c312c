from . import (
    cs_buying_need,
    cs_product_outlook,
    cs_stockout_case,
    product_product,
    purchase_order,
    purchase_order_line,
    stock_rule,
)
