"""Official size classes of enterprises (ministries' notice 300 of 2011)."""

import numpy as np

from ...ground.compiled import compiled
from ...state.structure import LARGE, MEDIUM, MICRO, SMALL

#: Official cut-offs by sector: workers and yearly sales (million yuan) between micro/small, small/medium,
#: medium/large; a firm must meet both tests of a class (F11, F12; property, services: K-h).
SIZE_WORKERS = (
    (10, 100, 300),
    (20, 300, 1000),
    (10, 100, 300),
    (8, 30, 250),
    (20, 300, 1000),
    (10, 100, 300),
    (0, 0, 0),
    (0, 0, 0),
)
SIZE_SALES = (
    (1, 20, 100),
    (2, 30, 300),
    (0.5, 10, 100),
    (5, 30, 300),
    (3, 20, 400),
    (0, 0, 0),
    (3, 60, 800),
    (1, 10, 2000),
)


@compiled
def size_class(employees: float, year_sales_yuan: float, workers: np.ndarray, sales: np.ndarray) -> int:
    """Official size class: the highest one whose tests of workers and of sales are both met.

    `workers` and `sales` (yuan a year) are the sector's three cut-offs.
    """
    if employees >= workers[2] and year_sales_yuan >= sales[2]:
        return LARGE
    if employees >= workers[1] and year_sales_yuan >= sales[1]:
        return MEDIUM
    if employees >= workers[0] and year_sales_yuan >= sales[0]:
        return SMALL
    return MICRO
