"""Mesa's page: `SolaraViz` on a credit market, with scenarios and parameter paths as the model's parameters.

    from smecredit.analysis.mesa_page.page import make_page

    page = make_page()

`solara run mesa_page.py` shows it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from ...scenarios.files import stresses
from ...scenarios.load import load
from ...simulation.ground.errors import RequestError, Sentence, suggestion
from ...simulation.ground.given import written
from ...simulation.market import CreditMarket
from ...simulation.observe.collector import RecorderCollector
from ...simulation.observe.indicator import indicators as every_indicator
from ..presentation.headlines import label_of
from ..statistics.indicators import unit_of
from .field import field_figure
from .words import WORDS, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from mesa.visualization import Slider


class Lever(NamedTuple):
    """A parameter with a slider: its path, the ends and the step of the slider, and its label (else the path)."""

    path: str
    low: float
    high: float
    step: float
    label: Mapping[str, str] | None = None


#: What the page shows where nobody names others.
POLICIES = ("baseline", "no_support", "one_plus_n", "anhui_4321", "full_guarantee")
LEVERS = (
    Lever("cycle.policy_rate", 0.0, 0.08, 0.0005, WORDS["policy_rate"]),
    Lever("guarantors.reach", 0.0, 0.5, 0.02, WORDS["reach"]),
    Lever("underwriting.conduct_unwatched", 0.0, 1.0, 0.05, WORDS["unwatched"]),
)
INDICATORS = ("borrower_share", "mean_loan_rate", "default_rate", "employment")
#: Books open as drawn, so that Reset answers at once: a settled start for every place of a slider would take minutes.
SIZE: Mapping[str, object] = {"months": 60, "economy.burn_in": 12, "opening.settled": False}
FIRMS = 1000

#: Mesa's page plays in one thread and draws in another: a month is lived and a market read by turns.
BETWEEN_MONTHS = threading.RLock()


class PageMarket(CreditMarket):
    """The market that Reset makes anew from what the user has set; a stress may be the word for none.

    `policy` is the name of our scenario: later versions of Mesa put one of their own kind under `scenario`, which says
    nothing here.
    """

    def __init__(self, policy: str, under: str, rng: int, scenario: object = None, **kwargs: object) -> None:
        stress = None if under in WORDS["none"].values() else under
        super().__init__(policy, rng=rng, under=stress, **kwargs)  # type: ignore[arg-type]
        self.datacollector = _BetweenMonths(self)

    def step(self) -> None:
        """Run one month, while nothing is read."""
        with BETWEEN_MONTHS:
            super().step()


class _BetweenMonths(RecorderCollector):
    """The market's series, read while no month is being lived."""

    def get_model_vars_dataframe(self) -> pd.DataFrame:
        """Base indicators, one row a month."""
        with BETWEEN_MONTHS:
            return super().get_model_vars_dataframe()


def make_page(
    policies: Sequence[str] = POLICIES,
    levers: Sequence[Lever] = LEVERS,
    indicators: Sequence[str] = INDICATORS,
    size: Mapping[str, object] = SIZE,
    language: str = "en",
) -> object:
    """A page of Mesa: Reset, Play and Step; policy, stress, seed, firms and `levers`; the field of firms; charts.

    `policies` are library names or paths, the first is shown; `levers` the parameters with a slider; `indicators` the
    keys with a chart; `size` what every market is made with besides. Raises RequestError for a scenario, a path or an
    indicator that does not exist, and where the extra `viz` is missing.
    """
    try:
        from mesa.visualization import SolaraViz
    except ImportError:
        raise RequestError(
            Sentence(
                "Mesa's page needs more packages: pip install 'smecredit[viz]'.",
                "Mesa 页面需要更多软件包：pip install 'smecredit[viz]'。",
            )
        ) from None
    for each in policies:
        load(each)  # a name that is none is refused here, not when it is chosen
    for key in indicators:
        _check_chart(key)
    parameters = model_parameters(policies, levers, language)
    asked = {name: _value(given) for name, given in {**parameters, **size}.items()}
    policy, under, seed = (asked.pop(name) for name in ("policy", "under", "rng"))
    market = PageMarket(str(policy), str(under), int(str(seed)), **asked)
    return SolaraViz(
        market,
        components=[(_field(language), 0), *(_chart(key, language) for key in indicators)],
        model_params={**parameters, **size},
        name=say("title", language),
        play_interval=1,
    )


def model_parameters(policies: Sequence[str], levers: Sequence[Lever], language: str) -> dict[str, object]:
    """What the user sets, by the keyword of the market: choices as Mesa's page takes them, and its sliders."""
    from mesa.visualization import Slider

    values = _values_of(policies[0], [lever.path for lever in levers])
    none = say("none", language)
    stress = {"type": "Select", "label": say("under", language), "value": none, "values": [none, *stresses()]}
    return {
        "policy": {
            "type": "Select", "label": say("policy", language), "value": policies[0], "values": list(policies),
        },
        "under": stress,
        "rng": Slider(say("rng", language), value=1, min=1, max=50, step=1),
        "firms": Slider(say("firms", language), value=FIRMS, min=200, max=5000, step=200),
        **{lever.path: _slider(lever, values[lever.path], language) for lever in levers},
    }  # fmt: skip


def _values_of(scenario: str, paths: Sequence[str]) -> dict[str, float]:
    """What a scenario states for these paths. Raises RequestError for one that is no number."""
    loaded = load(scenario)
    known = {group.key: group for group in loaded.groups}
    values = {}
    for path in paths:
        group, _, name = path.partition(".")
        value = getattr(known.get(group), name, None) if name else None
        if isinstance(value, bool) or not isinstance(value, int | float):
            load(scenario, set={path: 0.0})  # says what is wrong with the path, if anything
            raise RequestError(
                Sentence(
                    "{path} has no slider: it is not one number, such as cycle.policy_rate.",
                    "{path} 没有滑块：它不是单个数值（如 cycle.policy_rate）。",
                    path=path,
                )
            )
        values[path] = float(value)
    return values


def _slider(lever: Lever, value: float, language: str) -> Slider:
    from mesa.visualization import Slider

    label = lever.path if lever.label is None else lever.label[language]
    return Slider(label, value=value, min=lever.low, max=lever.high, step=lever.step, dtype=float)


def _value(given: object) -> object:
    """The value with which a parameter of Mesa's page begins."""
    return given["value"] if isinstance(given, dict) else getattr(given, "value", given)


def _field(language: str) -> Callable[[CreditMarket], None]:
    """The field of firms as a component that is drawn anew after each step."""
    import solara
    from mesa.visualization.utils import update_counter

    @solara.component
    def FieldOfFirms(model: CreditMarket) -> None:
        update_counter.get()
        with BETWEEN_MONTHS:
            figure = field_figure(model, language)
        solara.FigureMatplotlib(figure, format="png")

    return cast("Callable[[CreditMarket], None]", FieldOfFirms)


def _check_chart(key: str) -> None:
    known = every_indicator()
    if key not in known:
        raise RequestError(
            Sentence(
                "indicators: {key} is no indicator; {hint}",
                "indicators：{key} 不是指标；{hint}",
                key=written(key),
                hint=suggestion(key, known),
            )
        )


def _chart(key: str, language: str) -> tuple[object, int]:
    """Mesa's chart of an indicator, with its label and in per cent where it is a share."""
    from matplotlib.ticker import PercentFormatter
    from mesa.visualization import make_plot_component

    from ..presentation.typeface import families

    def titled(axis: Axes) -> None:
        axis.set_ylabel("")
        axis.set_title(label_of(key, language), loc="left", fontfamily=families())
        if unit_of(key).startswith("share"):
            axis.yaxis.set_major_formatter(PercentFormatter(1.0))

    return cast("tuple[object, int]", make_plot_component(key, post_process=titled))
