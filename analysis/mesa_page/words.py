"""Words of Mesa's page, in English and Chinese. Mesa's own buttons are English."""

from __future__ import annotations


def _pair(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


WORDS: dict[str, dict[str, str]] = {
    "title": _pair("SME credit market", "中小企业信贷市场"),
    "policy": _pair("Policy", "政策"),
    "under": _pair("Stress", "压力情景"),
    "none": _pair("none", "无"),
    "policy_rate": _pair("Policy rate", "政策利率"),
    "reach": _pair("Guarantors at hand", "可用担保机构"),
    "unwatched": _pair("Risk if unwatched", "无监督时的风险"),
    "rng": _pair("Seed", "种子"),
    "firms": _pair("Enterprises", "企业数"),
    "field": _pair("Firms by region, month {month}", "各地区企业，第{month}个月"),
    "no_loan": _pair("no bank loan", "无银行贷款"),
    "loan": _pair("bank loan", "有银行贷款"),
    "refused": _pair("refused lately", "近期被拒"),
    "late": _pair("payment overdue", "逾期"),
    "month": _pair("month", "月"),
}


def say(key: str, language: str, **values: object) -> str:
    """The words called `key`, their places filled in. Raises KeyError where there are none."""
    return WORDS[key][language].format(**values)
