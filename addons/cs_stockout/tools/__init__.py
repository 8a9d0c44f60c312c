from . import allocation, pricing, ranking
