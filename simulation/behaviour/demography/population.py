"""Mix of enterprises at the start and among entrants, what they are born with, entry and closure: the parameters."""

from typing import Self

from pydantic import model_validator

from ...ground.complaints import complaint
from ...ground.errors import Sentence
from ...ground.given import written
from ...ground.parameters import (
    MIX_TOLERANCE,
    ParameterGroup,
    assumption,
    calibrated,
    paper,
    parameter,
    secondary,
)
from ...state.structure import PerRegion, PerSector, PerSize


class Population(ParameterGroup, key="population", title={"en": "Enterprise population", "zh": "企业总体"}):
    """Mix of enterprises at the start and among entrants; entry and closure."""

    sector_mix: PerSector = parameter(
        (0.05, 0.05, 0.06, 0.42, 0.16, 0.16, 0.06, 0.04),
        mix=True,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Sector mix",
        zh="行业构成",
        source=secondary(
            "F13, F14",
            "wholesale-retail-catering 36.5% in 2013, above 50% later; manufacturing 18.5 to 10; business services 10",
        ),
    )
    region_mix: PerRegion = parameter(
        (0.54, 0.20, 0.20, 0.06),
        mix=True,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Regional mix: east, central, west, northeast",
        zh="地区构成：东、中、西、东北",
        source=assumption("order of the four official regions by number of firms; no figures in the facts"),
    )
    region_development: PerRegion = parameter(
        (1.06, 0.95, 0.93, 0.90),
        unit="ratio",
        low=0.1,
        high=5.0,
        meaning="Level of development: scales wages, sales per worker and transparency",
        zh="发展水平系数",
        source=assumption("ordered as regional income per head, spread narrowed for firms"),
    )
    median_employees: float = parameter(
        4.6,
        opening_only=True,
        unit="workers",
        low=1.0,
        high=100.0,
        meaning="Median firm size at the start",
        zh="初始企业规模中位数",
        source=assumption("4.5-6 workers if the mean is 12.9 (A)"),
    )
    employees_dispersion: float = parameter(
        1.40,
        unit="log points",
        low=0.1,
        high=3.0,
        meaning="Dispersion of firm size at the start",
        zh="初始规模离散度",
        source=assumption("lognormal sigma 1.2-1.5 (A) gives 85% micro, 13% small, 1% medium"),
    )
    entrant_employees: float = parameter(
        3.2,
        unit="workers",
        low=1.0,
        high=100.0,
        meaning="Median size of an entrant",
        zh="新设企业规模中位数",
        source=assumption("entrants are smaller than incumbents everywhere"),
    )
    sales_dispersion: float = parameter(
        0.35,
        unit="log points",
        low=0.0,
        high=2.0,
        meaning="Dispersion of sales per worker inside a sector",
        zh="行业内人均销售离散度",
        source=assumption(
            "no sourced figure; the upper quartile of a sector sells 1.6 times as much per worker as the lower"
        ),
    )
    turnover: PerSector = parameter(
        (1.2, 1.3, 2.6, 3.2, 1.6, 1.9, 2.4, 1.3),
        unit="per year",
        low=0.1,
        high=50.0,
        meaning="Normal yearly sales per yuan of fixed assets",
        zh="固定资产周转率",
        source=assumption("SME assets over revenue near 0.8 with receivables, inventory and cash"),
    )
    quality_dispersion: float = parameter(
        0.14,
        unit="log points",
        low=0.0,
        high=2.0,
        meaning="Dispersion of hidden quality",
        zh="隐含质量离散度",
        source=calibrated("yields the spread of margins behind default and closure rates"),
    )
    incumbent_selection: float = parameter(
        0.08,
        opening_only=True,
        unit="log points",
        low=0.0,
        high=1.0,
        meaning="Advantage in quality of very old firms over entrants at the start",
        zh="在位企业相对新进入者的质量优势",
        source=calibrated(
            "what selection yields in a long run of the model, so that the start is near its steady state"
        ),
    )
    shock_scale: float = parameter(
        0.17,
        unit="log points",
        low=0.0,
        high=2.0,
        meaning="Laplace scale of productivity shocks of a firm of five workers",
        zh="生产率冲击的拉普拉斯尺度",
        source=assumption("Laplace scale of yearly growth 0.15-0.30 (A)"),
    )
    shock_size_exponent: float = parameter(
        0.2,
        unit="elasticity",
        low=0.0,
        high=1.0,
        meaning="Fall of dispersion with size",
        zh="离散度随规模下降的弹性",
        source=secondary("F9, F10", "size exponent near 0.2"),
    )
    buffer_median: float = parameter(
        1.5,
        unit="months of costs",
        low=0.05,
        high=24.0,
        meaning="Median cash owners want to keep",
        zh="目标现金缓冲中位数",
        source=secondary("F24, F25", "34% up to one month, 67% up to two, 85% up to three"),
    )
    buffer_dispersion: float = parameter(
        0.75,
        unit="log points",
        low=0.0,
        high=3.0,
        meaning="Dispersion of the wanted buffer",
        zh="目标现金缓冲离散度",
        source=secondary("F24, F25", "fitted to the three shares"),
    )
    willing_share: PerSize = parameter(
        (0.42, 0.65, 0.80, 0.85),
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Owners who do not shun bank debt when the firm needs it, by size",
        zh="企业需要时不回避银行贷款的业主占比（按规模）",
        source=calibrated(
            "20 to 45% of Chinese firms have credit (levels P3), 45 to 75% borrow or ask within five years (N2); fewer "
            "than in Britain, where 63, 76, 83 and 85% by size are not permanent non-borrowers (2011-13)"
        ),
    )
    borrower_types: PerSize = parameter(
        (0.10, 0.38, 0.72, 0.82),
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Owners who keep up bank debt at any time, because their own money costs them more, by size",
        zh="因自有资金成本更高而始终保持银行负债的业主占比（按规模）",
        source=calibrated("20 to 45% of firms have credit (levels P3); more of the larger"),
    )
    leverage_median: float = parameter(
        0.65,
        unit="share of yearly sales",
        low=0.0,
        high=3.0,
        meaning="Median bank debt of owners who do not shun it, where the firm has the capital it wants",
        zh="愿意负债的业主在资本达到意愿规模时的目标银行负债中位数（占年销售额）",
        source=calibrated("SME bank debt over SME sales 0.15 to 0.35 (levels P2) with a third to a half borrowing"),
    )
    leverage_dispersion: float = parameter(
        0.5,
        unit="log points",
        low=0.0,
        high=3.0,
        meaning="Dispersion of wanted debt",
        zh="目标负债离散度",
        source=assumption("no sourced figure; the upper quartile of borrowers wants twice as much as the lower"),
    )
    no_collateral_share: PerSize = parameter(
        (0.45, 0.30, 0.12, 0.12),
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Firms with nothing to pledge, by size",
        zh="无抵押物企业占比（按规模）",
        source=secondary("F34", "41.1% of 1,000 firms name missing collateral; fewer among larger firms (assumption)"),
    )
    owner_wealth_share: float = parameter(
        0.25,
        unit="share of yearly sales",
        low=0.0,
        high=5.0,
        meaning="Median money that an owner has outside the firm and could put in",
        zh="业主企业外可投入资金中位数（占年销售额）",
        source=assumption("no sourced figure; three months of sales, about the cash that firms call normal (F18)"),
    )
    owner_home_share: float = parameter(
        0.35,
        unit="share of yearly sales",
        low=0.0,
        high=5.0,
        meaning="Median worth of an owner's home and land",
        zh="业主住房与土地价值中位数（占年销售额）",
        source=assumption(
            "no sourced figure; homes are the larger part of households' wealth, and are pledged, not sold"
        ),
    )
    linked_share: float = parameter(
        0.30,
        unit="share of firms",
        low=0.0,
        high=1.0,
        meaning="Firms whose main buyer is another small enterprise",
        zh="主要买方为中小企业的占比",
        source=assumption("most small firms sell to households and large firms"),
    )
    circle_share: float = parameter(
        0.04,
        unit="share of groups of five",
        low=0.0,
        high=1.0,
        meaning="Groups of neighbours that guarantee one another",
        zh="互保联保圈占比",
        source=assumption(
            "mutual guarantees were 40% of corporate loans in Zhejiang in 2012 (F127); they have been wound down since"
        ),
    )
    entry_rate: float = parameter(
        0.185,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Candidates to found a firm over the initial population at a zero gap; not all have the means",
        zh="零缺口时的年创业人数（相对初始企业数），并非人人有足够资金",
        source=calibrated(
            "so many found one that as many enter as leave; 24,000 registrations a day (F1, F2) over 48m firms is 18%"
        ),
    )
    entry_sensitivity: float = parameter(
        4.0,
        unit="per log point of gap",
        low=0.0,
        high=50.0,
        meaning="Rise of entry with the gap",
        zh="进入率对周期的敏感度",
        source=assumption("entry falls in slumps; size not sourced"),
    )
    entry_refill: float = parameter(
        0.10,
        unit="per year",
        low=0.0,
        high=5.0,
        meaning="Candidates a year for each firm missing: free niches attract them",
        zh="每一空缺企业每年吸引的创业人数",
        source=assumption("keeps the number of firms near the market's size"),
    )
    closure_base: float = parameter(
        0.015,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Closure of an old sound firm",
        zh="成熟企业自愿关闭率",
        source=secondary("F15", "exit falls after the seventh year of life"),
    )
    closure_young: float = parameter(
        0.18,
        unit="per year",
        low=0.0,
        high=1.0,
        meaning="Extra closure at birth, falling with age",
        zh="新生企业额外关闭率",
        source=paper("Knaup (2005), Monthly Labor Review: 66% alive after two years, 44% after four"),
    )
    closure_maturing: float = parameter(
        80.0,
        unit="months",
        low=1.0,
        high=1000.0,
        meaning="Age at which the extra closure has fallen to a quarter",
        zh="额外关闭率降至四分之一的月龄",
        source=paper("Knaup (2005): hazard falls slowly over the first years"),
    )
    closure_weak: float = parameter(
        2.5,
        unit="per year per unit of margin",
        low=0.0,
        high=50.0,
        meaning="Extra closure per point of margin below the threshold",
        zh="利润率低于门槛时的额外关闭率",
        source=paper("Jovanovic (1982), Econometrica 50: owners learn they are weak and leave"),
    )
    closure_margin: float = parameter(
        0.04,
        unit="share of sales",
        low=-1.0,
        high=1.0,
        meaning="Cash margin below which owners think of closing",
        zh="引发关闭考虑的现金利润率",
        source=assumption("wear of assets is no longer earned below it"),
    )
    closure_shortfall: float = parameter(
        0.3,
        unit="share of sales",
        low=0.0,
        high=2.0,
        meaning="Largest shortfall of the margin below the threshold that adds to closure",
        zh="计入关闭率的最大利润率缺口",
        source=assumption("a firm that loses more than this each year is out of money before its owner decides"),
    )
    concealing_share: float = parameter(
        0.35,
        unit="share of firms",
        low=0.0,
        high=1.0,
        meaning="Owners not wholly honest",
        zh="不完全诚信业主占比",
        source=assumption("multiple books: 20-50% suggested, no sourced rate"),
    )
    poor_statements_share: float = parameter(
        0.313,
        unit="share of firms",
        low=0.0,
        high=1.0,
        meaning="Firms with poor statements: little transparency",
        zh="财务信息不健全企业占比",
        source=secondary("F34", "31.3% of 1,000 firms"),
    )
    young_age_share: float = parameter(
        0.494,
        opening_only=True,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Firms younger than five years at the start",
        zh="初始企业中五年以下占比",
        source=secondary("F15"),
    )
    middle_age_share: float = parameter(
        0.329,
        opening_only=True,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Firms of five to ten years at the start",
        zh="初始企业中五至十年占比",
        source=secondary("F15"),
    )

    @model_validator(mode="after")
    def _ages_are_a_mix(self) -> Self:
        total = self.young_age_share + self.middle_age_share
        if total > 1.0 + MIX_TOLERANCE:
            raise complaint(
                Sentence(
                    "has young_age_share and middle_age_share that sum to {total}; they must sum to at most 1.",
                    "的 young_age_share 与 middle_age_share 合计为 {total}；二者之和不得超过 1。",
                    total=written(round(total, 9)),
                )
            )
        return self
