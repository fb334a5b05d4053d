"""What a guarantor asks and whether it consents: fee against expected loss and cost, leverage, willingness."""

from ...ground.compiled import compiled
from ...ground.parameters import ParameterGroup, assumption, calibrated, parameter, regulation, secondary


class Guarantors(ParameterGroup, key="guarantors", title={"en": "Guarantors", "zh": "担保机构"}):
    """Number, capital, fees, costs and conduct of guarantors and re-guarantors."""

    commercial_capital: float = parameter(
        6.0e11,
        opening_only=True,
        unit="yuan",
        low=0.0,
        high=1e14,
        meaning="Net assets of commercial guarantors together",
        zh="商业性担保机构净资产合计",
        source=calibrated(
            "2.7tn guaranteed at 2.3 times paid-in capital make 1.2tn for the industry (D from F75), a third to a "
            "half of which is private (K-l)"
        ),
    )
    public_capital: float = parameter(
        0.0,
        opening_only=True,
        unit="yuan",
        low=0.0,
        high=1e14,
        meaning="Net assets of government-backed guarantors before any guarantee fund",
        zh="政府性担保机构初始净资产（不含政策注资）",
        source=assumption("their capital is the policy `guarantee_fund`"),
    )
    provincial_capital: float = parameter(
        0.15e12,
        opening_only=True,
        unit="yuan",
        low=0.0,
        high=1e14,
        meaning="Capital of provincial re-guarantors together",
        zh="省级再担保资本合计",
        source=assumption("some thirty institutions of 3 to 10bn; no total was found"),
    )
    national_capital: float = parameter(
        0.1e12,
        opening_only=True,
        unit="yuan",
        low=0.0,
        high=1e14,
        meaning="Capital of the national guarantee fund",
        zh="国家融资担保基金资本",
        source=calibrated(
            "66.1bn stand behind 1.60tn of business (F66, D): the same ratio to the model's scheme of 2 to 3tn"
        ),
    )
    insurer_capital: float = parameter(
        20e9,
        opening_only=True,
        unit="yuan",
        low=0.0,
        high=1e14,
        meaning="Capital set aside by credit insurers",
        zh="信用保险机构准备",
        source=assumption("no figure found"),
    )
    commercial_fee: float = parameter(
        0.020,
        unit="per year",
        low=0.0,
        high=0.2,
        meaning="Fee of commercial guarantors",
        zh="商业担保费率",
        source=assumption("above the public .5-1.5% (F78, F79); must cover all of the loss"),
    )
    public_fee: float = parameter(
        0.010,
        unit="per year",
        low=0.0,
        high=0.2,
        meaning="Fee of government-backed guarantors",
        zh="政府性担保费率",
        source=secondary("F78", "below 1% target; range .5-1.5"),
    )
    reguarantee_fee: float = parameter(
        0.004,
        unit="per year of the share taken",
        low=0.0,
        high=0.1,
        meaning="Re-guarantee fee on the share taken",
        zh="再担保费率（按所担份额）",
        source=secondary("F66", "0.5% on its share, 0.3% up to 5m"),
    )
    leverage_cap: float = parameter(
        10.0,
        unit="times net assets",
        low=0.0,
        high=100.0,
        meaning="Highest own liability over net assets",
        zh="担保放大倍数上限",
        source=regulation("10 times; 15 if mainly small and farm firms (F74, 2017 rules)"),
    )
    public_leverage_cap: float = parameter(
        0.0,
        unit="times net assets",
        low=0.0,
        high=100.0,
        meaning="Highest own liability of government-backed guarantors without a guarantee fund behind them",
        zh="无担保基金支持时政府性担保机构的放大倍数上限",
        source=assumption("without public capital behind them they take no business: policy `guarantee_fund`"),
    )
    claims_a_year: float = parameter(
        0.03,
        unit="share of the covered balance",
        low=0.001,
        high=1.0,
        meaning="Claims of a year that banks reckon with when they weigh layers; a year's claims are exponential",
        zh="银行权衡分层承担时预期的年度代偿申请比例（服从指数分布）",
        source=assumption("between the payout rates of 1.8-4% (D of F66-F67)"),
    )
    single_borrower_public: float = parameter(
        20e6,
        unit="yuan",
        low=0.0,
        high=1e12,
        meaning="Largest own liability of a government-backed guarantor for one borrower",
        zh="政府性担保机构单户责任上限",
        source=regulation("10% of net assets (2017 rules, K-h), of a guarantor of 200 million"),
    )
    single_borrower_commercial: float = parameter(
        1.5e07,
        unit="yuan",
        low=0.0,
        high=1e12,
        meaning="Largest own liability of a commercial guarantor for one borrower",
        zh="商业性担保机构单户责任上限",
        source=regulation("10% of net assets (2017 rules, K-h), of a guarantor of 60 million"),
    )
    asked_anyway: float = parameter(
        0.03,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Applicants offered enough without a guarantor who ask one all the same, for a better price; "
        "1: all do, and price alone decides",
        zh="不经担保已可获足额贷款、仍为更优价格寻求担保的申请比例（1：全部，仅由价格决定）",
        source=calibrated(
            "licensed guarantees are 4 to 9% of SME loans (P1); banks send to guarantors whom they would refuse or "
            "give less, and a second file costs weeks"
        ),
    )
    sent_by_banks: float = parameter(
        2.5,
        unit="per unit of expected loss a year",
        low=0.0,
        high=1000.0,
        meaning="Chance that a bank lends only behind a guarantor to a firm it would lend to without, over the loss it "
        "expects a year on its own",
        zh="银行对本可直接放贷的企业仍要求担保的概率（相对其自担年预期损失）",
        source=assumption(
            "one in twenty where the bank fears to lose two per cent a year: banks put forward whom they fear, and "
            "firms that borrow under a guarantee default one point more often than others (C6)"
        ),
    )
    reach: float = parameter(
        0.22,
        unit="share of pairs of firm and bank",
        low=0.0,
        high=1.0,
        meaning="Pairs of firm and bank where the bank works with the government-backed guarantor; 1: everywhere",
        zh="银行与当地政府性担保机构有合作的企业—银行配对比例（1：处处都有）",
        source=calibrated(
            "licensed guarantees are 4 to 9% of SME loans (P1); 5,562 companies in 2019 (F75) for 2,800 counties, and "
            "banks sign with few of them"
        ),
    )
    private_reach: float = parameter(
        0.22,
        unit="share of pairs of firm and bank",
        low=0.0,
        high=1.0,
        meaning="Pairs of firm and bank where the bank works with a private licensed guarantor; 1: everywhere",
        zh="银行与民营持牌担保机构有合作的企业—银行配对比例（1：处处都有）",
        source=assumption("as with the government-backed one"),
    )
    appraisal_cost: float = parameter(
        1500.0,
        unit="yuan a loan",
        low=0.0,
        high=1e7,
        meaning="Cost of appraising a fully transparent firm; an opaque one costs up to three times as much",
        zh="担保尽调成本",
        source=assumption("two days of staff"),
    )
    noise: float = parameter(
        1.1,
        unit="log odds",
        low=0.0,
        high=10.0,
        meaning="Noise of a guarantor's view of an opaque firm",
        zh="担保机构对不透明企业的判断噪声",
        source=assumption("between a house bank and a stranger"),
    )
    adverse_selection: float = parameter(
        1.6,
        unit="ratio",
        low=0.1,
        high=10.0,
        meaning="Defaults that a guarantor expects of who asks it over those of firms that look alike",
        zh="担保机构预期申请企业违约率相对同类企业的倍数",
        source=calibrated(
            "in the baseline firms under a licensed guarantee default 1.6 times as often as they look: those "
            "come who were "
            "offered too little without one"
        ),
    )
    tolerated_loss: float = parameter(
        0.7,
        unit="times the fee",
        low=0.0,
        high=10.0,
        meaning="Expected loss a government-backed guarantor accepts over its fee: its mandate",
        zh="政府性担保可承受的预期损失（费率倍数）",
        source=calibrated("payout rates of 1.8-4% at fees of 1% need public capital (D of F66-F67)"),
    )
    operating_cost: float = parameter(
        0.012,
        unit="share of net assets a year",
        low=0.0,
        high=1.0,
        meaning="Running cost",
        zh="运营成本",
        source=assumption("small staffs; covered by interest on capital"),
    )
    deposit_return: float = parameter(
        0.022,
        unit="per year",
        low=0.0,
        high=0.2,
        meaning="Interest on institutions' deposits",
        zh="机构存款利率",
        source=assumption("term deposits and bonds"),
    )
    payout_tolerance: float = parameter(
        0.04,
        unit="share a year",
        low=0.0,
        high=1.0,
        meaning="Payout rate at which willingness starts to fall",
        zh="意愿开始下降的代偿率",
        source=secondary("F69", "cap of 4% on re-guaranteed business, raised to 5"),
    )
    willingness_slope: float = parameter(
        8.0,
        unit="per unit of payout rate",
        low=0.0,
        high=200.0,
        meaning="Fall of willingness per point of payout rate above it",
        zh="代偿率超限后意愿下降的斜率",
        source=assumption(
            "no sourced figure; new business ends at a payout rate twelve points above the tolerated one"
        ),
    )
    adjustment: float = parameter(
        0.12,
        unit="a month",
        low=0.0,
        high=1.0,
        meaning="Speed of willingness and of banks' trust",
        zh="意愿与信任的月调整速度",
        source=assumption("most of a change within a year: co-operation breaks fast and mends slowly"),
    )
    regained: float = parameter(
        0.25,
        unit="ratio",
        low=0.0,
        high=1.0,
        meaning="Speed at which banks' trust comes back, over that at which it is lost",
        zh="银行信任恢复速度（相对丧失速度）",
        source=assumption("trust is lost quickly and regained slowly"),
    )
    solvency_floor: float = parameter(
        0.35,
        unit="share of initial net assets",
        low=0.0,
        high=1.0,
        meaning="Net assets below which banks no longer trust a guarantor",
        zh="银行不再信任的净资产水平",
        source=assumption("Hebei Rongtou and Sichuan Huitong stopped with capital spent (F84, F85)"),
    )
    trusted_from: float = parameter(
        0.75,
        unit="share of initial net assets",
        low=0.0,
        high=2.0,
        meaning="Net assets from which banks trust a guarantor wholly",
        zh="银行完全信任担保机构的净资产水平",
        source=assumption("some years of losses shake nobody; size not sourced"),
    )
    least_acceptance: float = parameter(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Trust below which banks take no guarantee of a guarantor",
        zh="银行不再接受担保的信任下限",
        source=assumption("banks end co-operation before a guarantor has failed; level not sourced"),
    )
    learned_a_claim: float = parameter(
        0.05,
        unit="share of the gap",
        low=0.0,
        high=1.0,
        meaning="How far each settled claim moves banks' trust in a scheme to the part of the promise that was kept",
        zh="每笔代偿结果对银行信任的影响",
        source=assumption("about twenty claims make or break a reputation; no sourced figure"),
    )
    young_book: float = parameter(
        0.5,
        unit="share of what is covered",
        low=0.0,
        high=1.0,
        meaning="Guarantees released in a year that a guarantor's payouts are at least measured by",
        zh="计算代偿率时解除担保额的下限（占在保余额）",
        source=assumption("a young book releases little; one of loans of two years releases half"),
    )
    taken_over: float = parameter(
        0.33,
        unit="per year",
        low=0.0,
        high=12.0,
        meaning="Chance that new owners take over a private guarantor that has failed, pay in its capital and stand by "
        "the guarantees in force",
        zh="破产民营担保机构被新股东接手（补足资本并承接存量担保）的年概率",
        source=assumption(
            "three years: licences are few and are sold on, and many guarantee companies were merged and refounded "
            "after the failures of 2012 to 2015"
        ),
    )
    dividends_from: float = parameter(
        1.0,
        unit="times initial net assets",
        low=0.0,
        high=100.0,
        meaning="Money above which a private guarantor or insurer pays its owners",
        zh="民营担保与保险机构开始分红的资金水平（初始净资产倍数）",
        source=assumption(
            "the first net assets include the reserves that the rules ask for; what is earned is paid out"
        ),
    )
    opaque_appraisal: float = parameter(
        2.0,
        unit="ratio",
        low=0.0,
        high=100.0,
        meaning="Cost of appraising that opacity adds: for a wholly opaque firm, over the cost for a transparent one",
        zh="对完全不透明企业增加的尽调成本（倍数）",
        source=assumption("accounts must be made up anew from bills and bank slips: three times the work"),
    )
    appraisal_charged: float = parameter(
        2.0,
        unit="ratio",
        low=0.0,
        high=100.0,
        meaning="Part of its appraisal's cost that a guarantor must earn, over its share of the loss; at most all",
        zh="担保机构须收回的尽调成本比例（相对其风险份额）",
        source=assumption("who bears half a loss or more bears the whole appraisal, who bears less shares it"),
    )


@compiled
def appraisal_cost(cost: float, transparency: float, opaque_appraisal: float) -> float:
    """Cost of appraising a firm, in the unit of `cost`, which is that for a transparent one; opacity adds to it."""
    return cost * (1.0 + opaque_appraisal * (1.0 - transparency))


@compiled
def guarantor_consents(
    fee: float,
    own_share: float,
    estimated_pd: float,
    loss_given_default: float,
    cost: float,
    charged: float,
    tolerance: float,
    willingness: float,
) -> bool:
    """Whether the fee, times the tolerance and willingness, covers expected loss on the own share and the appraisal.

    `fee` per year and `cost` of the appraisal are shares of the loan; `charged` times the own share of the cost counts,
    at most all of it.
    """
    expected = own_share * estimated_pd * loss_given_default
    return fee * tolerance * willingness >= expected + cost * min(own_share * charged, 1.0)


@compiled
def next_willingness(willingness: float, payout_rate: float, tolerance: float, slope: float, speed: float) -> float:
    """Readiness to guarantee: 1 while the payout rate is tolerable, falling with what lies above; moves gradually."""
    wanted = min(max(1.0 - slope * max(payout_rate - tolerance, 0.0), 0.0), 1.0)
    return willingness + speed * (wanted - willingness)


#: Keeps a division from zero where trust is whole from the floor on.
_SMALLEST_SPAN = 1e-9


@compiled
def next_acceptance(
    acceptance: float, net_assets: float, initial: float, floor: float, trusted: float, speed: float, regained: float
) -> float:
    """Banks' trust: 1 while net assets are at least the part `trusted` of the initial, 0 at the part `floor`.

    It is lost at `speed` a month and regained at `regained` times that.
    """
    part = net_assets / max(initial, 1.0)
    wanted = min(max((part - floor) / max(trusted - floor, _SMALLEST_SPAN), 0.0), 1.0)
    return acceptance + (speed if wanted < acceptance else regained * speed) * (wanted - acceptance)
