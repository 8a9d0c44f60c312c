from . import allocation, change, pricing, ranking, side_by_side
