"""Schemes and economies that the page shows first."""

from __future__ import annotations

#: The scheme that the page opens with, its reference, and the economy.
OPENS_WITH, REFERENCE, OPENS_IN = "one_plus_n", "baseline", "severe_recession"
#: Schemes shown as a list, in this order; the rest of the library is behind a menu.
FIRST = ("one_plus_n", "baseline", "anhui_4321", "national_plan_2026", "no_support")
#: Economies: normal times, and the stresses that a teacher asks for.
NORMAL = "normal"
ECONOMIES = (NORMAL, "severe_recession", "covid_2020")
#: Named levels of the slider, in per cent.
LEVELS = (0, 50, 80, 100)
