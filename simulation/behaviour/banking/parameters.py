"""The parameters of banks."""

from typing import Self

from pydantic import model_validator

from ...ground.complaints import complaint
from ...ground.errors import Sentence
from ...ground.parameters import (
    ParameterGroup,
    assumption,
    calibrated,
    paper,
    parameter,
    regulation,
    secondary,
)
from ...state.structure import REGIONAL_TYPES, REGIONS, SIZES, PerBankType, WholePerBankType


class Banking(ParameterGroup, key="banking", title={"en": "Banks", "zh": "银行"}):
    """Balance sheets and conduct of banks, by type where they differ: large state, joint-stock, city, rural."""

    banks_by_type: WholePerBankType = parameter(
        (6, 5, 5, 4),
        opening_only=True,
        unit="banks",
        low=0,
        high=25,
        meaning="Number of banks",
        zh="各类银行数量",
        source=assumption("about twenty, from large state to rural"),
    )

    share_micro: PerBankType = parameter(
        (0.36, 0.14, 0.20, 0.30),
        mix=True,
        opening_only=True,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="House-bank share among micro firms",
        zh="微型企业主办行份额",
        source=assumption("rural and city banks serve the smallest; no split in the facts"),
    )
    share_larger: PerBankType = parameter(
        (0.42, 0.24, 0.20, 0.14),
        mix=True,
        opening_only=True,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="House-bank share among small and medium firms",
        zh="小型及中型企业主办行份额",
        source=assumption("no published split by size; large banks serve larger firms more often than micro firms"),
    )
    target_ratio: PerBankType = parameter(
        (0.150, 0.132, 0.128, 0.130),
        unit="share",
        low=0.01,
        high=0.6,
        meaning="Capital ratio a bank steers to: requirement plus buffer",
        zh="目标资本充足率",
        source=secondary("F53, F54", "ratio 15.46 for all banks against minima of 10.5-11.5"),
    )
    minimum_ratio: float = parameter(
        0.105,
        unit="share",
        low=0.0,
        high=0.6,
        meaning="Minimum capital ratio",
        zh="最低资本充足率",
        source=secondary("F54"),
    )
    funding_cost: PerBankType = parameter(
        (0.0150, 0.0175, 0.0180, 0.0175),
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="Cost of new funds at the reference policy rate",
        zh="参考政策利率下的新增资金成本",
        source=calibrated("net interest margin 1.43-1.69 (F51, F52)"),
    )
    operating_cost: PerBankType = parameter(
        (0.0035, 0.0040, 0.0050, 0.0060),
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="Operating cost per yuan lent to small firms, beside what each loan costs to make",
        zh="小微贷款每元运营成本（不含单笔处理成本）",
        source=assumption(
            "with the fixed cost of a loan near 0.65% of assets, as in banks' accounts; branches are dearer"
        ),
    )
    noise: PerBankType = parameter(
        (4.4, 4.0, 3.1, 2.75),
        unit="log odds",
        low=0.0,
        high=10.0,
        meaning="Noise of its view of an opaque firm: small banks know their firms",
        zh="对不透明企业的判断噪声",
        source=paper(
            "Berger and others (2005), Journal of Financial Economics 76: small banks use soft information; size "
            "assumed: a stranger without books hides most of its risk, a client of years little"
        ),
    )
    markup: PerBankType = parameter(
        (-0.0015, 0.0, 0.0010, 0.0020),
        unit="per year",
        low=-0.05,
        high=0.2,
        meaning="Margin above break-even; below zero where guidance and competition hold rates below it",
        zh="高于盈亏平衡点的加成（为负表示受指导与竞争影响低于盈亏平衡点）",
        source=calibrated("rates of small firms near those of large ones (N6); mean new-loan rate 4.36 in 2024 (F136)"),
    )
    large_loan_ratio: float = parameter(
        2.1,
        opening_only=True,
        unit="times SME loans",
        low=0.0,
        high=50.0,
        meaning="Loans to large firms at the start",
        zh="期初大企业贷款（小微贷款倍数）",
        source=secondary("F43", "small-micro legal entities hold 32.1% of corporate loans"),
    )
    bond_share: float = parameter(
        0.18,
        unit="share of loans",
        low=0.0,
        high=5.0,
        meaning="Government bonds at the start; of more than that changes of value do not count in capital",
        zh="期初政府债券占贷款比；超出部分的估值变动不计入资本",
        source=assumption("banks hold most government bonds"),
    )
    reserve_share: float = parameter(
        0.09,
        unit="share of deposits",
        low=0.0,
        high=1.0,
        meaning="Reserves at the start and wanted",
        zh="准备金率",
        source=assumption("near the required ratios of recent years"),
    )
    rest_deposit_rate: float = parameter(
        0.019,
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="Interest on other deposits at the reference policy rate",
        zh="参考政策利率下的其他存款利率",
        source=calibrated("net interest margin 1.43-1.69 (F51, F52)"),
    )
    bond_rate: float = parameter(
        0.022,
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="Interest on government bonds",
        zh="政府债券利率",
        source=assumption("ten-year yields near 2.2% in 2024"),
    )
    reserve_rate: float = parameter(
        0.0162,
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="Interest on reserves",
        zh="准备金利率",
        source=regulation("1.62% on required reserves"),
    )
    advance_rate: float = parameter(
        0.025,
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="Interest on central-bank advances at the reference policy rate",
        zh="参考政策利率下的央行借款利率",
        source=assumption("medium-term lending facility 2.0-2.75%"),
    )
    large_operating_cost: float = parameter(
        0.004,
        unit="per year",
        low=0.0,
        high=0.3,
        meaning="Operating cost per yuan lent to large firms",
        zh="大企业贷款运营成本",
        source=assumption("large tickets are cheap to serve"),
    )
    general_allowance: float = parameter(
        0.013,
        unit="share of performing loans",
        low=0.0,
        high=1.0,
        meaning="General allowance",
        zh="一般准备",
        source=secondary("F53", "provisions over loans 3.07% with the specific part"),
    )
    large_allowance: float = parameter(
        0.7,
        unit="ratio",
        low=0.0,
        high=5.0,
        meaning="General allowance on loans to large firms over that on loans to small ones",
        zh="大企业贷款一般准备率与小微贷款之比",
        source=assumption("large firms fail less often"),
    )
    specific_allowance: float = parameter(
        0.75,
        unit="share of bad loans",
        low=0.0,
        high=1.0,
        meaning="Specific allowance on the bank's part of bad loans",
        zh="不良贷款专项准备",
        source=secondary("F53", "coverage 205% with the general part"),
    )
    payout: float = parameter(
        0.85,
        unit="share of profit",
        low=0.0,
        high=1.0,
        meaning="Profit paid out by a bank at its target",
        zh="达到目标资本充足率的银行的利润分配比例",
        source=assumption(
            "listed banks pay about 30% and keep what assets that grow by 8-9% a year need; prices and assets do not "
            "grow here, so that there is next to nothing to keep it for"
        ),
    )
    payout_cut: float = parameter(
        2.0,
        unit="share of profit per unit of relative gap",
        low=0.0,
        high=100.0,
        meaning="Fall of the part of profit paid out with the gap between capital ratio and target, over the target",
        zh="资本充足率低于目标时分配比例随缺口的下降幅度",
        source=assumption("one point short of thirteen takes a sixth off; owners like steady dividends (Lintner 1956)"),
    )
    least_payout: float = parameter(
        0.3,
        unit="share of profit",
        low=0.0,
        high=1.0,
        meaning="Profit paid out at least while the capital ratio is above the minimum",
        zh="高于最低资本充足率时的最低分配比例",
        source=paper(
            "Gropp, Mosk, Ongena and Wix (2019), Review of Financial Studies 32: banks asked for more capital cut "
            "assets and did not raise equity; listed banks pay about 30% in any year"
        ),
    )
    profit_months: float = parameter(
        12.0,
        unit="months",
        low=1.0,
        high=1200.0,
        meaning="Months over which the profit is averaged of which owners get a part",
        zh="计算分红所依据利润的平均月数",
        source=assumption("dividends are paid on the accounts of a year: the loss of a month lowers them"),
    )
    excess_from: float = parameter(
        1.03,
        unit="times the target ratio",
        low=1.0,
        high=10.0,
        meaning="Capital ratio above which a bank gives capital back to its owners",
        zh="超过目标资本充足率该倍数的资本返还股东",
        source=assumption("four tenths of a point are kept against a bad year; more earns owners nothing"),
    )
    excess_paid: float = parameter(
        0.0875,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Part of the capital above that which is paid out in a month",
        zh="超额资本月返还比例",
        source=assumption("the speed at which a gap is closed"),
    )
    buffer_spread: float = parameter(
        0.01,
        unit="share of risk-weighted assets",
        low=0.0,
        high=0.2,
        meaning="How far a bank's own target lies above or below that of its type at most; 0: all of a type alike",
        zh="各行目标资本充足率相对同类银行的最大偏离（0为同类一致）",
        source=secondary(
            "F53, F55", "15.5% for all banks and 12 to 13% at the weaker local ones: buffers of 1 to 6 points"
        ),
    )
    buffer_per_growth: PerBankType = parameter(
        (17.0, 17.0, 6.0, 0.0),
        unit="per log point of growth",
        low=0.0,
        high=100.0,
        meaning="Relative fall of the buffer above the minimum that a bank wants for each log point the economy grows; "
        "0: the same in good and bad times",
        zh="经济每增长一个对数点时银行意愿缓冲资本的相对下降（0为不随周期变动）",
        source=paper(
            "Ayuso, Perez and Saurina (2004), Journal of Financial Intermediation 13: buffers of Spanish banks fall by "
            "17% for a point of growth, taken here for what banks want to hold, which they reach late and which losses "
            "move too; Jokipii and Milne (2008), Journal of Banking and Finance 32: not at small and co-operative "
            "banks, whose buffers rise; a third of it at city banks is assumed"
        ),
    )
    growth_months: float = parameter(
        12.0,
        unit="months",
        low=1.0,
        high=1200.0,
        meaning="Months of the average with which banks compare the economy's activity to see whether it grows",
        zh="银行判断经济增减所对照的平均月数",
        source=assumption("growth is read year on year"),
    )
    adjustment: float = parameter(
        0.0875,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Share of a capital gap closed in a month: two thirds a year",
        zh="资本缺口月调整速度",
        source=paper("Jokipii and Milne (2008), Journal of Banking and Finance 32"),
    )
    shadow_slope: float = parameter(
        2.5,
        unit="per year per unit of relative gap",
        low=0.0,
        high=50.0,
        meaning="Shadow cost of capital per relative gap to the target",
        zh="资本影子成本斜率",
        source=assumption(
            "a gap of one point in thirteen adds nineteen points to the wanted return, two points to a rate"
        ),
    )
    least_buffer: float = parameter(
        0.005,
        unit="share of risk-weighted assets",
        low=0.0001,
        high=0.6,
        meaning="Least distance from minimum to target over which a shortfall of capital is measured",
        zh="衡量资本缺口时目标与最低要求的最小间距",
        source=assumption("keeps a bank with no buffer of its own from jumping from none to all"),
    )
    large_demand_slope: float = parameter(
        1.0,
        unit="per log point of output gap",
        low=0.0,
        high=10.0,
        meaning="Rise of the loans that large firms want with the output gap",
        zh="大企业意愿贷款对产出缺口的反应",
        source=assumption(
            "large firms borrow to invest when sales are good; investment moves more than output, debt as much"
        ),
    )
    large_adjustment: float = parameter(
        0.05,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Part of the distance to the loans that large firms want closed in a month",
        zh="大企业贷款向意愿水平的月调整比例",
        source=assumption("loans of some years run off slowly"),
    )
    crowding_out: float = parameter(
        2.0,
        unit="ratio",
        low=0.0,
        high=50.0,
        meaning="Rise of small firms' part of a capital gap with the relative lead of what large firms earn the bank",
        zh="大企业贷款收益领先时小微承担资本缺口比例的上升",
        source=assumption("of two uses of capital the one that earns less gives way"),
    )
    least_return: float = parameter(
        0.01,
        unit="per year",
        low=0.0001,
        high=1.0,
        meaning="Least return on capital against which leads are measured",
        zh="衡量收益领先幅度的最低资本回报",
        source=assumption("a lead over next to nothing is no reason to lend to nobody else"),
    )
    small_first: float = parameter(
        1.3,
        unit="ratio",
        low=0.0,
        high=20.0,
        meaning="Cut of loans to small firms over that to large ones where a bank closes a gap in capital; 1: alike",
        zh="银行弥补资本缺口时小微贷款压缩幅度与大企业贷款之比（1为一视同仁）",
        source=assumption(
            "the lower bound of scorecard L4, where small firms are cut at least 1.3 times as much as large ones; "
            "Iyer, Peydro, da Rocha-Lopes and Schoar (2014), Review of Financial Studies 27, find no cut at all for "
            "large"
        ),
    )
    relent: float = parameter(
        0.8,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Part of what small firms repay that is on offer again at once",
        zh="收回贷款中可立即再放的比例",
        source=assumption("no sourced figure; committees keep a fifth of what comes back until they meet again"),
    )
    growth_fade: float = parameter(
        14.0,
        unit="per unit of relative gap",
        low=0.0,
        high=1000.0,
        meaning="How fast normal growth fades with the capital gap over risk-weighted assets: 14 ends it at 7%",
        zh="正常增长随资本缺口消退的速度",
        source=assumption("a bank nearly a point short of thirteen does not grow: it has to shrink instead"),
    )
    reserves_evened: float = parameter(
        0.1,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Part of the differences in reserves between banks that deposits moving to them even out",
        zh="存款流动每月消除的银行间准备金差异比例",
        source=assumption("depositors follow the rates that banks short of reserves pay, most within a year"),
    )
    liquidity_gap: float = parameter(
        1.0,
        unit="ratio",
        low=0.0,
        high=10.0,
        meaning="Part of lacking reserves that a bank treats as a gap in capital; 0: the central bank lends what lacks",
        zh="准备金不足视同资本缺口的比例（0为全部由央行借款弥补而不收缩信贷）",
        source=paper(
            "Kashyap and Stein (2000), American Economic Review 90: banks that lose funds and have few liquid assets "
            "lend less; size assumed"
        ),
    )
    reserves_kept: float = parameter(
        0.5,
        unit="share of wanted reserves",
        low=0.0,
        high=1.0,
        meaning="Reserves that a bank keeps before it repays advances",
        zh="偿还央行借款前保留的准备金比例",
        source=assumption("half of what it wants in the long run"),
    )
    normal_growth: float = parameter(
        0.03,
        unit="share of risk-weighted assets a month",
        low=0.0,
        high=1.0,
        meaning="Growth of lending to small firms a bank can manage in normal times, beyond what comes back",
        zh="正常时期可承受的月增速",
        source=assumption("staff and committees are the limit when capital is not"),
    )
    room_kept: float = parameter(
        2.0,
        unit="months of room",
        low=0.0,
        high=120.0,
        meaning="Room for lending left over from earlier months that a bank keeps, over what a month brings",
        zh="可结转的剩余放贷额度（相当于月额度的倍数）",
        source=assumption("banks plan by the quarter: a few large requests in one month are met from quiet ones"),
    )
    learning: float = parameter(
        0.01,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Speed at which lenders learn from defaults",
        zh="违约经验学习速度",
        source=paper("Jimenez and Saurina (2006): standards loosen in booms, with a memory of a few years"),
    )

    @model_validator(mode="after")
    def _a_bank_for_every_firm(self) -> Self:
        for key, size in (("share_micro", SIZES[0]), ("share_larger", SIZES[1])):
            for place, region in enumerate(REGIONS):
                # Banks of a regional type are spread over the regions one by one.
                if not any(
                    share > 0.0 and number > (place if kind in REGIONAL_TYPES else 0)
                    for kind, (number, share) in enumerate(zip(self.banks_by_type, getattr(self, key), strict=True))
                ):
                    raise complaint(
                        Sentence(
                            "leaves {size} firms in the region {region} without a bank; banks_by_type and {key} must "
                            "give every region one.",
                            "使 {region} 地区的 {size} 企业没有银行；banks_by_type 与 {key} 须使每个地区至少有一家。",
                            size=size,
                            region=region,
                            key=key,
                        )
                    )
        return self
