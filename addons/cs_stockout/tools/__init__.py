from . import allocation, chain, change, pricing, ranking, side_by_side
