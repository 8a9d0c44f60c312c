from . import allocation, change, pricing, ranking
