"""Guarantees by owners, relatives and affiliated firms (自然人保证、关联企业保证): security without capital behind it.

Most guaranteed loans in China have no licensed guarantor: 35.6% of loans up to five million stand on a guarantee (F43),
4 to 9% of SME loans on a licensed one (levels P1). The guarantor signs for love or kinship and takes no fee;
what the bank gets in a default comes out of a private purse, part of the loss and late. So it lowers the loss that the
bank expects, no capital rule counts it, and no fund has to be there. What it costs the borrower is the favour asked.
"""

from __future__ import annotations

from ...ground.parameters import ParameterGroup, assumption, calibrated, parameter


class PersonalGuarantee(
    ParameterGroup, key="personal_guarantee", title={"en": "Personal guarantees", "zh": "自然人与关联保证"}
):
    """Who finds somebody to sign, for how much, and what that yields."""

    offered: float = parameter(
        0.6,
        unit="share of pairs of firm and bank",
        low=0.0,
        high=1.0,
        meaning="Firms that find a relative or affiliate whom the bank takes as guarantor; 0: there are no such loans",
        zh="能找到银行认可的亲友或关联企业担保的比例（0：没有此类贷款）",
        source=calibrated("guaranteed loans of 35.6% (F43), of which 65 to 90% without a licensed party (D)"),
    )
    limit: float = parameter(
        0.6,
        unit="share of yearly sales",
        low=0.0,
        high=5.0,
        meaning="Largest debt on a personal guarantee",
        zh="自然人保证贷款上限（占年销售额）",
        source=assumption("below what an institution with capital signs for"),
    )
    loss_given_default: float = parameter(
        0.68,
        unit="share",
        low=0.0,
        high=1.0,
        meaning="Loss given default on a personal guarantee",
        zh="自然人保证贷款违约损失率",
        source=assumption(
            "half-way between unsecured and guaranteed with counter-security: the guarantor's purse is private and "
            "suffers from the same slump"
        ),
    )
    trouble: float = parameter(
        0.010,
        unit="per year of the amount",
        low=0.0,
        high=0.2,
        meaning="Hidden cost to the borrower: the favour asked, and to be returned",
        zh="自然人保证的隐性成本（人情）",
        source=assumption("between a pledge and an institution's second file; weighs in the choice, is not paid"),
    )
