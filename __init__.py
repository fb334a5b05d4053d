"""An agent-based laboratory of credit policy for small and medium enterprises.

    import smecredit as sc

    market = sc.CreditMarket("one_plus_n", seed=1).run()
    result = sc.compare(["baseline", "one_plus_n"], seeds=30)

The parts are `smecredit.simulation`, `smecredit.scenarios` and `smecredit.analysis`.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from smecredit.simulation.ground.by_name import scenarios_are_read_by

if TYPE_CHECKING:
    from .analysis.experiments.panel import panel, panel_columns
    from .analysis.experiments.query import Query, SweepResult
    from .analysis.experiments.sweep import How, sweep
    from .analysis.presentation.comparison import Comparison, compare
    from .analysis.presentation.discover import Discovery, discover
    from .analysis.presentation.fund_result import FundResult, fund
    from .analysis.presentation.search_result import SearchResult, search
    from .analysis.presentation.sensitivity_result import SensitivityResult, sensitivity
    from .scenarios.files import library
    from .scenarios.load import load
    from .scenarios.schema import schema
    from .simulation.ground.errors import BooksError, RequestError, RunError
    from .simulation.ground.parameters import ParameterGroup, parameter
    from .simulation.market import CreditMarket
    from .simulation.observe.indicator import IndicatorGroup, Measure, Split, Words
    from .simulation.policy.instrument import Eligibility, Instrument
    from .simulation.products.product import Product
    from .simulation.scenario import Scenario
    from .simulation.state.economy import Economy
    from .simulation.state.numbers import at_least, at_most, plus, set_to, times
    from .simulation.state.observer import Observer
    from .simulation.stresses.stress import Stress

#: Where each public name is declared. Imported when asked for: numba, mesa and pandas take seconds to import.
_HOMES = {
    "BooksError": ".simulation.ground.errors",
    "Comparison": ".analysis.presentation.comparison",
    "CreditMarket": ".simulation.market",
    "Discovery": ".analysis.presentation.discover",
    "Economy": ".simulation.state.economy",
    "Eligibility": ".simulation.policy.instrument",
    "FundResult": ".analysis.presentation.fund_result",
    "How": ".analysis.experiments.sweep",
    "IndicatorGroup": ".simulation.observe.indicator",
    "Instrument": ".simulation.policy.instrument",
    "Measure": ".simulation.observe.indicator",
    "Observer": ".simulation.state.observer",
    "ParameterGroup": ".simulation.ground.parameters",
    "Product": ".simulation.products.product",
    "Query": ".analysis.experiments.query",
    "RequestError": ".simulation.ground.errors",
    "RunError": ".simulation.ground.errors",
    "Scenario": ".simulation.scenario",
    "SearchResult": ".analysis.presentation.search_result",
    "SensitivityResult": ".analysis.presentation.sensitivity_result",
    "Split": ".simulation.observe.indicator",
    "Stress": ".simulation.stresses.stress",
    "SweepResult": ".analysis.experiments.query",
    "Words": ".simulation.observe.indicator",
    "at_least": ".simulation.state.numbers",
    "at_most": ".simulation.state.numbers",
    "compare": ".analysis.presentation.comparison",
    "discover": ".analysis.presentation.discover",
    "fund": ".analysis.presentation.fund_result",
    "library": ".scenarios.files",
    "load": ".scenarios.load",
    "panel": ".analysis.experiments.panel",
    "panel_columns": ".analysis.experiments.panel",
    "parameter": ".simulation.ground.parameters",
    "plus": ".simulation.state.numbers",
    "schema": ".scenarios.schema",
    "search": ".analysis.presentation.search_result",
    "sensitivity": ".analysis.presentation.sensitivity_result",
    "set_to": ".simulation.state.numbers",
    "sweep": ".analysis.experiments.sweep",
    "times": ".simulation.state.numbers",
}

__all__ = [
    "BooksError",
    "Comparison",
    "CreditMarket",
    "Discovery",
    "Economy",
    "Eligibility",
    "FundResult",
    "How",
    "IndicatorGroup",
    "Instrument",
    "Measure",
    "Observer",
    "ParameterGroup",
    "Product",
    "Query",
    "RequestError",
    "RunError",
    "Scenario",
    "SearchResult",
    "SensitivityResult",
    "Split",
    "Stress",
    "SweepResult",
    "Words",
    "at_least",
    "at_most",
    "compare",
    "discover",
    "fund",
    "library",
    "load",
    "panel",
    "panel_columns",
    "parameter",
    "plus",
    "schema",
    "search",
    "sensitivity",
    "set_to",
    "sweep",
    "times",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, "analysis", "scenarios", "simulation"})


def _scenario_of(wanted: Any, settings: Mapping[str, object]) -> Any:
    from smecredit.scenarios.keywords import with_keywords

    return with_keywords(wanted, settings)


# The simulation stands below the library: it is told here how a scenario is read, and names nothing of it.
scenarios_are_read_by(_scenario_of)
