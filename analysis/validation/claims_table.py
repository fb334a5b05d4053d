"""Every argument of the source text as a claim that can be measured. Read by `validation/claims.py`."""

from .claim import Claim
from .claim import claim as _claim
from .claim import shown_by as _world
from .claim import signs_of as _e

PREAMBLE = """# Mechanisms

Each argument of the source text on financing for small and micro enterprises, the mechanism that carries it in the
model, the scenario that shows it, and what was measured: the difference between two worlds with the same firms and the
same luck, {firms} enterprises over 120 months (results from month 13), mean of {seeds} seeds with its 95% interval.
Signs are what the argument, or the literature cited with the mechanism, leads one to expect. Where the sign comes out
otherwise, or the interval covers zero, the page says so. What a scheme does by its own terms (a grant is paid, a product
that is offered is sold, a subsidy is an outlay) proves nothing and has no sign: its size is reported. It is written by `python docs/mechanisms.py` from
`analysis/validation/claims_table.py`; the tests hold a smaller run of the same list to its signs.

政策文本中关于小微企业融资的每一条论述，对应模型中的机制、展示它的情景以及测得的效果：同一批企业、同样运气下两个世界之差，
{seeds}个随机种子的均值与95%区间。符号为论述（或机制所引文献）所预期；结果相反或区间含零之处如实注明。
政策按其自身条款必然产生的结果（补助发放、产品推出后有业务、补贴形成支出）不构成证据，不标符号，仅报告规模。
"""


_SHARE = "policy.full_guarantee.share"
_POLICY, _RULE, _PRODUCT = "simulation/policy", "simulation/behaviour", "simulation/products"
_FIELD_FILES = f"{_POLICY}/information_sharing.py {_RULE}/lending/record_fields.py"


def _field(name: str) -> tuple[str, str, str | None]:
    """A data platform that shares one field and nothing else: the record as a whole tells next to nothing."""
    changed = {"noise": "20", "concealment": "1", "effort_cost": "1", "processing": "1", "discouragement": "1"}
    told = "".join(f",policy.data_platform.{key}={value}" for key, value in changed.items())
    return _world(f'data_platform,policy.data_platform.fields=["{name}"]{told}')


CLAIMS: tuple[Claim, ...] = (
    _claim(
        "one_plus_n",
        ("1+N risk sharing", "“1+N”风险分担"),
        (
            "One public risk-compensation fund shares loan losses with N partners, so that no one has to bear them alone and "
            "banks lend to firms they would have refused.",
            "由一个政府风险补偿基金与N个合作方共担贷款损失，避免单方独担，使银行愿意向原本被拒的企业放贷。",
        ),
        "Each loan has one agreement of shares, caps and layers; at a claim every party pays its part as far as its money "
        "goes. Banks count on what has been paid before, price what is left to them and refuse less.",
        f"{_POLICY}/risk_sharing.py {_POLICY}/compensation_fund.py {_RULE}/distress/loss_sharing.py {_RULE}/guarantee/guarantee_agreement.py",
        _world("one_plus_n", reference="no_guarantees"),
        _e(
            rejection_rate=-1,
            mean_loan_rate=-1,
            credit_outstanding=1,
            public_cost=0,
            firms_saved=1,
            additionality=0,
        ),
        note="Against `no_support`, which takes away the exemption of interest from value-added tax as well, 1+N seems to save "
        "23 thousand firms (15 to 32) and to lower rates by 0.18 points for ¥63 bn a year: all of the first, and most of the "
        "others, is the exemption's.",
    ),
    _claim(
        "guarantee_fund",
        ("Government guarantee fund and re-guarantee", "政府性担保基金与再担保"),
        (
            "Government-backed guarantors and re-guarantors take the risk that private ones will not.",
            "政府性担保与再担保机构承担民间机构不愿承担的风险。",
        ),
        "Public capital enters guarantors with a low fee, a bounded leverage and a mandate to bear more expected loss than "
        "the fee covers; re-guarantors take part of each claim for part of the fee.",
        f"{_POLICY}/guarantee_fund.py {_POLICY}/reguarantee.py {_RULE}/guarantee/institution_month.py {_RULE}/guarantee/guarantee_terms.py",
        _world("baseline", reference="no_guarantees"),
        _e(guaranteed_share=1, rejection_rate=-1, contingent_liability=0),
    ),
    _claim(
        "anhui_4321",
        ("Anhui 4:3:2:1", "安徽“4321”"),
        (
            "Guarantor, provincial re-guarantor, bank and local government share each loss 40:30:20:10, so that no single "
            "party bears it.",
            "贷款损失由担保机构、省级再担保、银行和地方政府按40∶30∶20∶10分担，避免单方独担。",
        ),
        "Bank and guarantor keep the parts that they have in today's scheme, 20 and 40%. The national fund's 20%, which "
        "stops at a payout rate of 4%, becomes 10% each of the province and the local budget, without a ceiling; the "
        "guarantor pays a re-guarantee fee on 30% of the loan instead of 40%, and answers for no part above a ceiling.",
        f"scenarios/anhui_4321.toml {_POLICY}/risk_sharing.py {_POLICY}/reguarantee.py {_RULE}/distress/loss_sharing.py",
        _world("anhui_4321"),
        _e(
            losses_by_payer__payer__national_fund=0,
            losses_by_payer__payer__provincial_reguarantor=0,
            losses_by_payer__payer__local_government=0,
            losses_by_payer__payer__guarantor=0,
            losses_by_payer__payer__bank=0,
            guarantor_leverage=0,
            guaranteed_share=0,
            mean_borrowing_cost=0,
            rejection_rate=0,
            credit_outstanding=0,
            public_cost=0,
        ),
        note="Nothing is claimed for firms. A bank prices and screens by what a loss costs itself, a guarantor consents by "
        "its own part of it: both are as today. What the scheme changes is which public purse stands behind them; it "
        "reaches firms only through the net assets of guarantors, and only where payouts run above the fund's ceiling. "
        "Who pays follows from the shares, and is reported for its size.",
    ),
    _claim(
        "national_plan_2026",
        ("The special guarantee plan of 2026", "2026年民间投资专项担保计划"),
        (
            "The national fund bears more of longer loans and of larger firms, so that guarantors stand behind investment.",
            "国家融资担保基金对中长期贷款和更大额度提高分担比例，引导担保机构支持民间投资。",
        ),
        "Loans of a year and more, up to 20 million yuan and to medium firms too, come under a second agreement: the fund "
        "takes 30 to 40% by tenor, the guarantor 30 to 20% instead of 40, and half the re-guarantee fee; the ceiling on the "
        "fund's payouts is 5% instead of 4. A guarantor that bears less consents to more; the bank keeps its 20%.",
        f"scenarios/national_plan_2026.toml {_POLICY}/risk_sharing.py {_POLICY}/reguarantee.py "
        f"{_RULE}/guarantee/guarantee_terms.py {_RULE}/guarantee/reguarantee_fee.py",
        _world("national_plan_2026"),
        _e(
            guarantee_balance=1,
            supported_share__size__medium=1,
            rejection_rate__size__medium=-1,
            supported_share__size__micro=0,
            rejection_rate=0,
            mean_borrowing_cost=0,
            credit_outstanding=0,
            credit_outstanding__size__medium=0,
            guarantee_payout_rate=0,
            losses_by_payer__payer__national_fund=0,
            losses_by_payer__payer__guarantor=0,
            contingent_liability=0,
            public_cost=0,
        ),
        note="Small firms are guaranteed today as well, at the same part of the bank: little should move for them. The "
        "plan lends to what its quota holds, 500 billion yuan over two years.",
    ),
    _claim(
        "coverage",
        ("Full coverage against a stake", "全额担保与银行留存份额"),
        (
            "If the guarantee covers everything the bank has no reason to look: more is lent, less is screened, more is lost.",
            "全额担保使银行失去审查动力：放贷更多、审查更松、损失更大。",
        ),
        "A bank chooses its effort where the last yuan of it saves a yuan of its own loss; effort also watches the "
        "borrower afterwards, and who is not watched takes more risk.",
        f"{_RULE}/lending/screening.py simulation/behaviour/lending/underwriting.py",
        _world("full_guarantee"),
        _e(screening_effort=-1, default_rate=1, guarantee_payout_rate=1, new_lending=1, supported_share=1),
        note="Cheaper credit also lightens the burden of debt, which works against the higher risk: the two together are "
        "what is measured. Guarantors look at each firm here too, whatever the bank bears. Why the supported share does not "
        "rise is not explained.",
    ),
    _claim(
        "more_coverage",
        ("More coverage", "提高担保覆盖率"),
        (
            "A guarantee that covers more of the loss brings more lending, and banks screen less.",
            "担保覆盖率越高，放贷越多，银行审查越松。",
        ),
        "The guarantor's part stays 40%; those of the re-guarantor and the national fund rise from 10 to 20% each, so that "
        "coverage goes from 60 to 80%.",
        f"{_RULE}/lending/screening.py {_RULE}/guarantee/guarantee_agreement.py",
        _world(
            f'full_guarantee,{_SHARE}={{guarantor=0.4,provincial_reguarantor=0.2,national_fund=0.2,bank="balance"}}',
            reference=f"full_guarantee,{_SHARE}={{guarantor=0.4,provincial_reguarantor=0.1,national_fund=0.1,"
            'bank="balance"}',
        ),
        _e(
            supported_share=1,
            credit_outstanding=1,
            screening_effort=-1,
            mean_loan_rate=-1,
            default_rate=0,
            default_rate_supported=0,
        ),
        note="At lower coverage only firms that have nothing else to offer use the scheme; higher coverage draws in better "
        "ones. The default rate of supported loans therefore mixes more risk per firm with better firms.",
    ),
    _claim(
        "interest_subsidy",
        ("Interest subsidy", "贷款贴息"),
        (
            "Paying part of the interest makes credit cheaper; most of it goes to firms that would have borrowed anyway.",
            "贴息降低融资成本，但多数流向本来就会借款的企业。",
        ),
        "Government pays points of the balance to borrowers that serve their loans; owners weigh the cost that is left.",
        f"{_POLICY}/interest_subsidy.py {_RULE}/support/loan_support.py",
        _world("interest_subsidy"),
        _e(mean_borrowing_cost=-1, fiscal_outlay=0, additionality=0, deadweight=0, additionality_at_decision=0),
    ),
    _claim(
        "fee_subsidy",
        ("Guarantee-fee subsidy", "担保费补贴"),
        ("Paying part of the guarantee fee brings firms to guarantors.", "补贴担保费，引导企业使用担保。"),
        "The state pays the guarantor in the borrower's stead when the guarantee is given.",
        f"{_POLICY}/guarantee_fee_subsidy.py {_RULE}/guarantee/guarantee_agreement.py",
        _world("fee_subsidy"),
        _e(guaranteed_share=1, mean_borrowing_cost=-1, fiscal_outlay=0),
    ),
    _claim(
        "support_to_lenders",
        ("Compensation that protects lenders", "补偿流向贷款机构"),
        (
            "A compensation scheme may protect lenders while firms gain little.",
            "补偿机制可能主要保护贷款机构，企业受益有限。",
        ),
        "Government pays part of a bank's own loss and a premium on new loans; the bank passes on a part of what it "
        "expects and keeps the rest.",
        f"{_POLICY}/bank_risk_subsidy.py {_RULE}/support/loan_support.py",
        _world("bank_compensation"),
        _e(
            screening_effort=-1,
            mean_loan_rate=-1,
            rejection_rate=-1,
            lender_support_passed_on_share=0,
            lender_support_passed_on=0,
            fiscal_outlay=0,
            credit_per_fiscal_yuan_incremental=0,
        ),
        note="The part passed on is undefined in the reference, where banks get nothing to pass on; in the scenario it is "
        "what `smecredit run bank_compensation` prints. The share of all support that goes to lenders tells nothing here: it "
        "is 100% in both, since no programme of either pays firms.",
    ),
    _claim(
        "tax_relief",
        ("Tax relief and charges", "减税降费"),
        (
            "High taxes and charges squeeze small firms; relief leaves them margin and keeps them alive.",
            "税费负担重挤压小企业；减税降费可增厚利润、保住企业。",
        ),
        "Eligible firms owe less of what the month's rules would charge; their margin, which drives investment, credit "
        "scores and closure, rises.",
        f"{_POLICY}/tax_relief.py {_RULE}/trade/cash_flow.py",
        _world("tax_relief"),
        _e(net_margin=1, default_rate=-1, employment=1, fiscal_outlay=0, cost_per_job=0),
    ),
    _claim(
        "vat_threshold",
        ("A higher VAT threshold", "提高增值税起征点"),
        (
            "Firms stay small to stay below the threshold; a higher one lets them grow.",
            "企业为留在起征点以下而不愿做大；提高起征点可使其成长。",
        ),
        "Above the threshold all sales are taxed, so that owners who watch it turn away custom and build no more once they "
        "stand there. The same relief is compared at 100,000 and at 150,000 yuan of sales a month.",
        f"{_POLICY}/tax_relief.py {_RULE}/trade/tax_threshold.py",
        _world(
            "tax_relief,tax_threshold.watching=1",
            reference="tax_relief,policy.tax_relief.turnover_tax_threshold_yuan=100000,tax_threshold.watching=1",
        ),
        _e(output=1, employment=0, credit_outstanding__size__micro=0, net_margin=0, fiscal_outlay=0),
        note="All owners watch the threshold here, which is the most that it can do; in every other row nobody does. Owners "
        "at 100,000 yuan grow and some stop at 150,000: what is measured is the difference. Part of the effect is that of "
        "the tax itself, which firms between the two no longer pay.",
    ),
    _claim(
        "employment_subsidy",
        ("Employment subsidy", "就业补贴"),
        ("A premium for each new worker creates jobs.", "按新增岗位给予补贴以扩大就业。"),
        "Labour costs less at the margin, owners want more workers at given output; net hires are paid once.",
        f"{_POLICY}/employment_subsidy.py",
        _world("employment_subsidy"),
        _e(employment=1, fiscal_outlay=0, cost_per_job=0),
    ),
    _claim(
        "startup_support",
        ("Start-up support", "创业扶持与创业担保贷款"),
        (
            "Grants and guaranteed loans help new firms over their first years.",
            "创业补贴与创业担保贷款帮助新设企业度过初期。",
        ),
        "A grant at birth, more entrants behind the same entrants, a guaranteed loan for firms of up to three years with "
        "part of the interest paid.",
        f"{_POLICY}/startup_support.py {_PRODUCT}/startup_loan.py",
        _world("startup_support"),
        _e(entry_rate=0, new_lending=1, default_rate=1, fiscal_outlay=0, additionality__product__startup_loan=0),
        note="That defaults rise where new firms are helped to borrow is the finding of Lelarge, Sraer and Thesmar on "
        "France, and C1 tries it firm by firm, against the same firm without the guarantee: see in docs/validation.md "
        "whether it holds there. The rate here is another figure: over all borrowers, of whom more are young, and the young "
        "default more often.",
    ),
    _claim(
        "innovation_ladder",
        ("Innovation ladder and listing", "创新梯度培育与上市"),
        (
            "Firms that climb from innovative to specialised, little giant and champion deserve awards and a way to the "
            "stock exchange.",
            "沿创新型、专精特新、小巨人、单项冠军梯度培育企业，给予奖补与上市支持。",
        ),
        "Titles go by criteria and score; a title lets lenders see more, pays an award, and opens the way to new equity "
        "that replaces part of the debt.",
        f"{_POLICY}/innovation_ladder.py",
        _world("innovation_ladder"),
        _e(firms_on_ladder=0, grants_to_firms=0, credit_outstanding__size__medium=0, output=0),
    ),
    _claim(
        "ladder_orders",
        ("Titles that bring orders", "称号带来的订单"),
        (
            "A title should open public procurement and the supply chains of large firms to small ones.",
            "称号应为小企业打开政府采购与大企业供应链的大门。",
        ),
        "Each rung widens the market of the firm that climbs it; what capital and staff then earn more makes it build and "
        "hire; a rung that is lost takes the orders away again.",
        f"{_POLICY}/innovation_ladder.py {_RULE}/trade/scale.py",
        _world("innovation_ladder,policy.innovation_ladder.orders=0.1", reference="innovation_ladder"),
        _e(output=1, employment=0, credit_outstanding__size__small=0, credit_outstanding__size__medium=0),
        note="A tenth of the market a rung is an assumption: what a title brings in orders has not been measured. The "
        "scenario of the library brings none.",
    ),
    _claim(
        "targeted_grant",
        ("Support of technology", "支持技术改造"),
        (
            "Technology, growth and labour-intensive firms should be supported by grants.",
            "对技术型、成长型、劳动密集型企业给予专项资金支持。",
        ),
        "A yearly competition by score pays part of an investment that the firm must add to; technology projects raise "
        "quality a little.",
        f"{_POLICY}/targeted_grant.py",
        _world("targeted_grant"),
        _e(granted_projects=0, grants_to_firms=0, output=1),
    ),
    _claim(
        "energy_grant",
        ("Support of energy retrofits", "支持节能改造"),
        (
            "Grants for retrofits lower what firms pay for energy and keep them competitive.",
            "节能改造补助可降低企业用能成本，提升竞争力。",
        ),
        "The money of the technology grants goes to firms whose overheads weigh most; a retrofit adds no capacity and lowers "
        "overheads by a fifth of its price a year, for ten years.",
        f"{_POLICY}/targeted_grant.py {_RULE}/support/energy_saving.py",
        _world('targeted_grant,policy.targeted_grant.purpose="energy"'),
        _e(granted_projects=0, net_margin=0, output=0, default_rate=0),
        note="The margin holds what is saved; what the retrofit costs is spent once and is no part of it. Owners take the "
        "higher margin for a return on capital, as if energy fell with each machine, and build a little more. The scenario of "
        "the library pays for technology; what a yuan of retrofit saves is an assumption.",
    ),
    _claim(
        "coordination",
        ("Meetings of government, banks and firms", "政银企对接与融资协调"),
        (
            "Visits and recommended lists bring firms to banks that did not dare to ask.",
            "走访与推荐清单让不敢贷的企业对接银行。",
        ),
        "Visited firms are less discouraged, further banks look at them, a recommendation tells a little of their risk, "
        "a deadline saves trouble.",
        f"{_POLICY}/financing_coordination.py",
        _world("financing_coordination"),
        _e(discouraged_share=-1, first_time_borrowers=1, fiscal_outlay=0),
    ),
    _claim(
        "collateral_registry",
        ("Registration of collateral", "担保物登记"),
        ("Quick and cheap registration makes security worth more.", "快捷低费的登记使担保物更有价值。"),
        "Banks lend more against registered things, lose less of them and sell them sooner.",
        f"{_POLICY}/collateral_registry.py",
        _world("collateral_registry"),
        _e(loss_given_default=-1, mean_loan_rate=-1, npl_ratio=-1),
    ),
    _claim(
        "bank_tax",
        ("Bank-tax interaction", "银税互动"),
        (
            "The tax record tells banks what the accounts do not show; honest firms borrow on it.",
            "纳税记录弥补财务信息不足，诚信纳税企业凭此获贷。",
        ),
        "A shared record whose precision rises with the tax grade, and a loan whose limit is computed from it.",
        f"{_POLICY}/information_sharing.py {_PRODUCT}/tax_credit_loan.py",
        _world("bank_tax"),
        _e(new_lending__product__tax_credit_loan=0, discouraged_share=-1, first_time_borrowers=1),
    ),
    _claim(
        "data_platform",
        ("Shared data", "数据共享平台"),
        (
            "Opaque small firms are priced out until information improves.",
            "信息不透明的小企业被高价与拒贷排除，信息改善方能入场。",
        ),
        "Lenders average the risk over what a firm may be, so that doubt is dear; a shared record removes part of it and "
        "of the fear to ask.",
        f"{_POLICY}/information_sharing.py {_RULE}/lending/credit_scoring.py",
        _world("data_platform", under="poor_information"),
        _e(discouraged_share=-1, first_time_borrowers=1, mean_loan_rate=-1, rejection_rate_opaque=0),
    ),
    _claim(
        "field_tax",
        ("Shared data: tax", "共享数据：税务"),
        (
            "What is declared to the tax office shows lenders sales and profit.",
            "向税务机关申报的数据使贷款机构看到销售与利润。",
        ),
        "The profit declared is a signal of its own, weaker where the owner hides profit; sales are verified, and books for "
        "the bank are held against those for the tax office.",
        _FIELD_FILES,
        _field("tax"),
        _e(rejection_rate_opaque=0, rejection_rate__size__micro=0, mean_loan_rate=0, default_rate=0),
        note="Firms whose record speaks against them are refused instead: which way refusals move as a whole does not "
        "follow from the literature.",
    ),
    _claim(
        "field_social_security",
        ("Shared data: social security and housing fund", "共享数据：社保与公积金"),
        ("Staff insured is a check on the sales that an owner states.", "参保缴存人数可核验企业所报销售。"),
        "Staff missing for the year's sales and contributions in arrears show distress; staff is held against sales as far "
        "as the firm has staff.",
        _FIELD_FILES,
        _field("social_security"),
        _e(rejection_rate_opaque=0, rejection_rate__size__micro=0, mean_loan_rate=0, default_rate=0),
    ),
    _claim(
        "field_electricity",
        ("Shared data: electricity", "共享数据：电力"),
        ("The meter shows the work of today, accounts that of last year.", "用电反映当下经营，财务报表反映上年。"),
        "The month's activity against the year's sales is a signal of its own.",
        _FIELD_FILES,
        _field("electricity"),
        _e(rejection_rate_opaque=0, rejection_rate__size__micro=0, mean_loan_rate=0, default_rate=0),
    ),
    _claim(
        "field_credit_bureau",
        ("Shared data: credit bureau", "共享数据：征信"),
        (
            "A bureau shows debts elsewhere and past conduct; where lenders share them more is lent and less is lost.",
            "征信系统反映他处负债与以往履约；信息共享使放贷增加、违约减少。",
        ),
        "Debts to all banks, the reported part of private ones and refusals are a signal of their own to strangers; to who knows "
        "the firm, debts elsewhere.",
        _FIELD_FILES,
        _field("credit_bureau"),
        _e(
            credit_outstanding=1,
            default_rate=-1,
            rejection_rate_opaque=0,
            rejection_rate__size__micro=0,
            mean_loan_rate=0,
        ),
        note="Jappelli and Pagano (2002) and Djankov, McLiesh and Shleifer (2007) across countries: more credit to firms and "
        "lower credit risk where lenders share records. The reference has a bureau of payments already (`strangers`). "
        "To the firm's own bank it shows debts elsewhere alone, of which few firms have any, so that little can come of it.",
    ),
    _claim(
        "public_rating",
        ("Public credit rating", "公共信用评级"),
        (
            "A public rating lets guarantors and banks judge small firms at little cost.",
            "公共评级降低担保机构与银行的评审成本。",
        ),
        "Rated firms are cheaper to appraise and their grade is an independent signal.",
        f"{_POLICY}/credit_rating.py",
        _world("public_rating"),
        _e(guarantor_acceptance_rate=1, guaranteed_share=1, fiscal_outlay=0),
    ),
    _claim(
        "risk_weights",
        ("Risk weights in a downturn", "经济下行期的风险权重"),
        (
            "When risk weights swell in a slump banks squeeze small firms first.",
            "经济下行时风险资产膨胀，银行首先压缩小企业贷款。",
        ),
        "Under internal ratings the weight follows the probability of default of the moment; offers compete for the "
        "capital that is left by the return they earn on it, and large firms compete for the same balance sheet.",
        f"{_POLICY}/capital_rule.py {_RULE}/lending/loan_pricing.py {_RULE}/banking/bank_balance.py",
        _world("internal_ratings", under="severe_recession"),
        _e(
            rationed_share__size__micro=1,
            rationed_share__size__small=1,
            rationed_share__size__medium=1,
            new_lending=-1,
            bank_capital_ratio=-1,
        ),
        note="Internal ratings also lower the weights of good loans in ordinary times, so that the ratio of capital starts "
        "from a higher level than under fixed weights. The argument is about what the recession takes from it: compare with the "
        "same two scenarios without the stress. Nor does more rationing of every size mean that small firms are squeezed first: "
        "compare the three rows, each with its own reference.",
    ),
    _claim(
        "capital_rule_2012",
        ("Capital rules", "资本监管规则"),
        ("A higher risk weight on small loans costs them credit and price.", "较高的小微风险权重提高价格、减少信贷。"),
        "The rule of 2012 weighs medium firms at 100% and small ones at 75% only up to 5 million yuan.",
        f"{_POLICY}/capital_rule.py",
        _world("capital_rule_2012"),
        _e(mean_loan_rate=1, rejection_rate__size__medium=1),
    ),
    _claim(
        "capital_plus_one",
        ("One point more of capital", "资本要求提高一个百分点"),
        (
            "A point more of required capital costs small firms credit: 1 to 8% of lending in the literature.",
            "资本要求提高1个百分点，小企业信贷减少（文献为1%—8%）。",
        ),
        "Banks steer to the higher ratio, closing two thirds of the gap a year; until then the shadow cost of capital is in "
        "the price and the room for new loans is smaller.",
        f"{_POLICY}/capital_rule.py {_RULE}/banking/bank_balance.py",
        _world("capital_rule_2024,policy.capital_rule.buffer_add_on=0.01", reference="capital_rule_2024"),
        _e(new_lending=-1, credit_outstanding=-1, mean_loan_rate=1, rationed_share=1),
        note="Fraisse, Le and Thesmar (2020): 2.3 to 4.5% less lending per point (scorecard D1), loan by loan in the year "
        "after; here the mean of nine years in which banks rebuild their capital.",
    ),
    _claim(
        "supporting_factor",
        ("A supporting factor for SMEs", "中小企业风险权重优惠系数"),
        (
            "A lower risk weight for all SMEs eases rationing of medium firms, little that of micro ones.",
            "对全部中小企业降低风险权重，主要缓解中型企业的配给，微型企业受益甚微。",
        ),
        "Micro firms are held back by the fixed cost of a loan and by what lenders do not know, medium ones by the capital "
        "their loans tie up.",
        f"{_POLICY}/capital_rule.py {_RULE}/lending/loan_pricing.py",
        _world("capital_rule_2024,policy.capital_rule.supporting_factor=0.7619", reference="capital_rule_2024"),
        _e(
            rationed_share__size__medium=-1,
            rejection_rate__size__medium=-1,
            rejection_rate__size__micro=0,
            mean_loan_rate=-1,
        ),
        note="Mayordomo and Rodriguez-Moreno (2018) on the European factor of 0.7619. That medium firms are eased is half of "
        "the argument. The other half, that micro firms gain little, is tried by D2, with a band and between the sizes: the "
        "verdict on the argument as a whole is that of D2.",
    ),
    _claim(
        "absconding",
        ("Absconding and moral hazard", "跑路与道德风险"),
        ("A wave of absconding makes banks shut the door on the honest too.", "跑路潮使银行对诚信企业也关上大门。"),
        "Owners with little to lose run away with the cash; what lenders see of it above the usual they add to the risk "
        "of every firm whose books show little.",
        f"{_RULE}/debt_service/moral_hazard.py {_RULE}/lending/lender_trust.py simulation/stresses/honesty_shock.py",
        _world("absconding_wave"),
        _e(wilful_default_share=1, rejection_rate_honest=1, rejection_rate_opaque=1, credit_outstanding=-1),
    ),
    _claim(
        "guarantor_weakness",
        ("Weak guarantors, broken co-operation", "担保机构薄弱与银担合作断裂"),
        (
            "Guarantors weaken, find opaque firms too costly to assess, banks stop accepting them: credit falls although the "
            "firms are unchanged.",
            "担保机构实力不足、尽调成本过高，银行不再接受其担保：企业未变而信贷下降。",
        ),
        "Banks trust a guarantor by its net assets and lose trust faster than they regain it; a guarantor refuses where "
        "fee does not cover loss and appraisal.",
        f"{_RULE}/guarantee/guarantee_terms.py {_RULE}/guarantee/institution_month.py simulation/stresses/guarantor_loss.py",
        _world("guarantor_crisis"),
        _e(guarantor_acceptance_rate=-1, guaranteed_share=-1, guarantee_balance=-1, rejection_rate=1),
        note="Consent is a share of those that banks put forward. Banks put fewer to guarantors they no longer "
        "trust, and guarantors agree to fewer: where the first fall is the larger, the share rises.",
    ),
    _claim(
        "guarantor_cooperation",
        ("Public and private guarantors together", "政府与民间担保合作、加强监管"),
        (
            "Guarantors that share files under supervision keep the banks' trust.",
            "担保机构共享尽调并受监管，可维系银行信任。",
        ),
        "Shared appraisal, joint limits, supervised accounts, capital for the weak before they fail.",
        f"{_POLICY}/guarantor_cooperation.py",
        _world("guarantor_cooperation", under="guarantor_crisis"),
        _e(guarantor_acceptance_rate=1, guaranteed_share=1, fiscal_outlay=0),
        note="Banks that keep their trust put more applicants forward, and guarantors agree to more: where the first rise is "
        "the larger, the share that gets its guarantee falls.",
    ),
    _claim(
        "staged",
        ("Compensation that comes in stages", "补偿分期到位"),
        (
            "Compensation that comes in stages leaves banks with the loss for longer, and they trust it less.",
            "补偿分期支付使银行长期垫付损失，信任下降。",
        ),
        "The fund pays 40% at once and the rest a year later if it has money then; banks count on what they have seen.",
        f"{_POLICY}/compensation_fund.py {_RULE}/distress/loss_sharing.py",
        _world("staged_compensation", reference="one_plus_n", under="severe_recession"),
        _e(fund_exhaustion_share=1, mean_loan_rate=1, credit_outstanding=-1),
    ),
    _claim(
        "exhausted",
        ("A fund that runs dry", "补偿资金耗尽"),
        ("A fund without money protects no one; its partners withdraw.", "补偿资金耗尽则无人受保护，合作方退出。"),
        "An empty fund pays nothing, the residual bearer takes its part, and the credibility of the agreement falls.",
        "simulation/stresses/fund_loss.py simulation/policy/compensation_fund.py",
        _world("one_plus_n", under="fund_exhausted"),
        _e(rejection_rate=0, losses_by_payer__payer__compensation_fund=0, credit_outstanding=0),
        note="Compare with the same two scenarios under `severe_recession`, where the fund keeps its money.",
    ),
    _claim(
        "renewal",
        ("Loan renewal without repaying principal", "无还本续贷"),
        (
            "Sound firms fail at the bridge between two loans; renewal without repayment spares them, and keeps some weak "
            "ones.",
            "好企业倒在过桥环节；无还本续贷可避免，但也会保留部分弱企业。",
        ),
        "A maturing loan must be repaid out of cash, own wealth and bridge lenders unless it is renewed as it stands; "
        "banks also tolerate more risk in an old customer.",
        f"{_POLICY}/loan_renewal.py {_RULE}/debt_service/renewal.py {_RULE}/debt_service/deferral.py",
        _world("loan_renewal", under="severe_recession"),
        _e(renewed_without_repayment=0, liquidity_default_share=-1, default_rate=-1, old_weak_share=1),
    ),
    _claim(
        "monitoring",
        ("Management before, during and after the loan", "贷前、贷中、贷后管理与预警"),
        (
            "Banks that watch their loans see trouble before the instalment is missed.",
            "全流程管理使银行在逾期之前发现问题。",
        ),
        "Cheaper screening, less drift of conduct, early warning: time for the viable, early hold on assets of others.",
        f"{_POLICY}/loan_monitoring.py {_RULE}/debt_service/early_warning.py",
        _world("early_warning"),
        _e(default_rate=-1, loss_given_default=-1, npl_ratio=-1),
    ),
    _claim(
        "venture_fund",
        ("Risk investment fund", "风险投资引导基金"),
        ("Sound small firms need equity as well as loans.", "优质小企业不仅需要贷款，也需要股权资金。"),
        "The fund buys stakes by a noisy signal of quality, firms invest, wanted debt falls, stakes are sold after years "
        "or lost.",
        f"{_POLICY}/venture_fund.py",
        _world("venture_fund"),
        _e(stakes_outstanding=0, stake_proceeds=0, output=0, fiscal_outlay=0),
    ),
    _claim(
        "private_equity",
        ("Equity by stage of development", "分阶段股权投资"),
        (
            "Angels, venture and growth capital each suit another stage of a firm's life.",
            "天使投资、创业投资与成长投资分别适合企业的不同发展阶段。",
        ),
        "Investors of each stage buy stakes in the best that they see, with private money that follows the cycle; firms "
        "invest, and equity takes the place of a part of wanted bank debt.",
        f"{_POLICY}/private_equity.py",
        _world("private_equity"),
        _e(output=0, employment=0, credit_outstanding=0, default_rate=0),
    ),
    _claim(
        "dynamic_provisioning",
        ("Provisions that fill in good years", "以丰补歉的动态拨备"),
        (
            "A fund of provisions filled in good years keeps up lending in bad ones.",
            "景气时期多提拨备，衰退时期可支撑信贷。",
        ),
        "A bank provides for the average year; while losses are high the fund pays what is above it, so that profit and "
        "capital fall by less.",
        f"{_POLICY}/dynamic_provisioning.py",
        _world("dynamic_provisioning", under="severe_recession"),
        _e(new_lending=0, credit_outstanding=0, rationed_share=0, bank_capital_ratio=0),
        note="Jiménez, Ongena, Peydró and Saurina (2017): in Spain firms whose banks had a point more of the fund had "
        "9 points more credit after 2008. Here it is reported without a claim: it has to fill first.",
    ),
    _claim(
        "products",
        ("Five loan products", "五类贷款产品"),
        (
            "Simplified loan, smart line, factoring, domestic letter of credit and bonded warehouse each fit another need.",
            "简式贷、智动贷、保理、国内信用证、保兑仓各有适用。",
        ),
        "Each product states whom, how much, how long, on what security, at what loss and price; a firm takes the "
        "cheapest of what carries most of what it asked for.",
        f"{_PRODUCT}/simple_loan.py {_PRODUCT}/revolving_line.py {_PRODUCT}/factoring.py "
        f"{_PRODUCT}/domestic_letter_of_credit.py {_PRODUCT}/warehouse_finance.py",
        _world("product_menu"),
        _e(
            hard_to_serve_borrower_share=1,
            borrower_share=0,
            credit_outstanding=0,
            new_lending__product__factoring=0,
            new_lending__product__domestic_letter_of_credit=0,
            new_lending__product__warehouse_finance=0,
            new_lending__product__tax_credit_loan=0,
            mean_loan_rate=-1,
        ),
        note="The mean hangs on what is borrowed: factoring, the dearest at some 7% a year, takes three to five per cent "
        "of new lending instead of one, for firms that have claims and no pledge.",
    ),
    _claim(
        "vat_exemption",
        ("VAT-free interest", "小微贷款利息免征增值税"),
        (
            "Freeing banks' interest on small loans from tax lets them lend cheaper.",
            "免征小微贷款利息增值税，使银行可降价放贷。",
        ),
        "Banks owe tax on interest unless the loan is exempt; the break-even rate is grossed up by it.",
        f"{_POLICY}/interest_vat_exemption.py {_RULE}/lending/loan_pricing.py",
        _world("baseline", reference="baseline,policy.interest_vat_exemption.end=1"),
        _e(mean_loan_rate__size__micro=-1, fiscal_outlay=0),
    ),
    _claim(
        "lending_target",
        ("Inclusive-lending targets", "普惠信贷考核"),
        ("Targets and tolerance for bad loans make banks lend to small firms.", "考核与不良容忍促使银行增加小微贷款。"),
        "A bank behind last year's growth or number of borrowers cuts its rate and accepts more expected loss. Where its "
        "capital binds, what it no longer refuses for risk competes for the same room: rationing rises as refusals fall.",
        f"{_POLICY}/lending_target.py",
        _world("lending_target"),
        _e(mean_loan_rate=-1, new_lending=1, rejection_rate=-1, bank_return_on_equity=0),
    ),
    _claim(
        "relending",
        ("Central-bank relending", "央行再贷款"),
        ("Cheap central-bank funds lower the price of small loans.", "低成本央行资金降低小微贷款价格。"),
        "Part of each eligible loan is refinanced at a low rate up to the quota; banks pass on part of it. The central bank "
        "pays interest on the reserves that it lends, and earns less than that: its profit belongs to government.",
        f"{_POLICY}/relending.py {_RULE}/support/central_bank.py",
        _world("relending"),
        _e(
            mean_loan_rate=-1,
            central_bank_profit=-1,
            relending_outstanding=0,
            fiscal_outlay__programme__relending=0,
            public_cost=0,
            fiscal_balance=0,
            lender_support_passed_on_share=0,
        ),
        note="The outlay is the interest that the central bank forgoes against its ordinary advances. The part passed on is "
        "undefined in the reference; in the scenario it is what `smecredit run relending` prints.",
    ),
    _claim(
        "cost_squeeze",
        ("Costs, taxes and unfilled jobs", "成本、税费与招工难"),
        (
            "Rising wages, inputs, rents and charges and unfilled jobs squeeze margins.",
            "工资、原料、租金、收费上升与招工难挤压利润。",
        ),
        "Costs rise while prices do not and part of capacity stands idle; thin margins turn into arrears and closures.",
        "simulation/stresses/cost_shock.py simulation/behaviour/trade/cash_flow.py",
        _world("cost_squeeze"),
        _e(net_margin=-1, default_rate=1, firms_alive=-1, employment=-1),
    ),
    _claim(
        "circles",
        ("Guarantee circles", "互保联保圈"),
        ("Mutual guarantees spread the failure of one to the sound.", "互保联保使一家倒闭拖累健康企业。"),
        "Members of a circle pay their part of a fallen member's loan out of their cash.",
        f"{_RULE}/distress/circle.py",
        _world("guarantee_circles"),
        _e(failures_by_cause__cause__circle=1, default_rate=0),
    ),
    _claim(
        "fuzhou_package",
        ("A local package", "福州一揽子政策"),
        (
            "Subsidy, fee support, start-up and employment support, ladder and compensation fund together.",
            "贴息、担保费补贴、创业与就业扶持、梯度培育与风险补偿并举。",
        ),
        "Six named policies, each of which can be ended or removed by itself.",
        "scenarios/fuzhou_package.toml",
        _world("fuzhou_package"),
        _e(
            rejection_rate=-1,
            mean_borrowing_cost=-1,
            employment=1,
            fiscal_outlay=0,
            credit_per_fiscal_yuan_incremental=0,
            additionality=0,
            cost_per_firm_saved=0,
        ),
        note="Cheaper credit is asked for more often, by 1.5% (6 seeds), and of those who ask more are turned away because their "
        "bank has no capital left (+0.27 points, 0.02 to 0.51), fewer for their risk: the package moves demand, and nothing "
        "in it the capital of banks.",
    ),
)
