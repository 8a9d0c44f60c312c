from . import cs_stockout_case, product_product, sale_order_line, sale_order_line_bill
