"""How a firm's story is told: numbers, names and lists in words, and an event as a sentence.

Money is yuan; where parts must visibly add up, as in a claim, it is shown to the fen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ...ground.units import yuan
from ...state.structure import CAUSES, LABELS, PARTIES
from .sentences import SENTENCES
from .story_words import CAUSE_NAMES, OUTCOME_NAMES, PARTY_NAMES, ROUTES, SECURITIES, WAY_HEADINGS, WAYS, word

#: What a sentence is told with: text, a number, or a table of such.
Told = Any


def money(fen: int, language: str) -> str:
    """Whole yuan: ¥412,337; in Chinese 41.23万元 from ten thousand yuan up."""
    amount = yuan(fen)
    if language == "zh":
        if abs(amount) < 1e4:
            return f"{amount:,.0f}元"
        name, unit = ("亿", 1e8) if abs(amount) >= 1e8 else ("万", 1e4)
        return f"{amount / unit:,.2f}".rstrip("0").rstrip(".") + f"{name}元"
    return f"¥{amount:,.0f}"


def exact(fen: int, language: str) -> str:
    """Yuan to the fen: ¥412,337.15; whole yuan without decimals."""
    shown = f"{fen // 100:,}" if fen % 100 == 0 else f"{fen // 100:,}.{fen % 100:02d}"
    return f"{shown}元" if language == "zh" else f"¥{shown}"


def per_cent(share: float, _: str = "en") -> str:
    """A share of one: 40%, 3.1%, 0.35%; two decimals below one per cent, at most one above."""
    value = 100.0 * share
    decimals = 2 if abs(value) < 1.0 else 1
    shown = f"{value:.{decimals}f}"
    return (shown.rstrip("0").rstrip(".") or "0") + "%"


def annual(rate: float, _: str = "en") -> str:
    """A contract rate or fee: 5.25%."""
    return f"{100.0 * rate:.2f}%"


def month_name(month: int, language: str, capital: bool = False) -> str:
    """Month 14, or how long before month 1 it was."""
    if month >= 1:
        return word("Month" if capital else "month", language, month=month)
    if month == 0:
        return word("just_before", language)
    return word("before", language, months=1 - month)


def loan_name(product: str, opened: int, language: str) -> str:
    """A loan by product and month: the simple loan of month 14."""
    named = LABELS[product][language]
    if opened >= 1:
        return word("loan_of", language, product=named, month=opened)
    if opened == 0:
        return word("loan_from_just_before", language, product=named)
    return word("loan_from_before", language, product=named, months=1 - opened)


def bank_name(bank: Mapping[str, Told], language: str) -> str:
    """A bank by its type and its number on the loan tape: city bank 7."""
    return word("bank", language, kind=LABELS[bank["type"]][language], number=bank["number"])


def guarantor_name(guarantor: Mapping[str, Told], language: str) -> str:
    """A guarantor: the public one by its region, others by their number on the loan tape."""
    if guarantor["public"]:
        return word("public_guarantor", language, region=LABELS[guarantor["region"]][language])
    return word("private_guarantor", language, number=guarantor["number"])


def _parties(key: str, show: Callable[[Told, str], str]) -> Callable[[Mapping[str, Told], str], str]:
    """A list of parties, the largest part first, each with its number; those with nothing are left out."""

    def shown(parts: Mapping[str, Told], language: str) -> str:
        named = [party for party in PARTIES if parts.get(party)]
        named.sort(key=lambda party: -parts[party])
        found = []
        for party in named:
            if key == "party_pays" and party == "bank":
                found.append(word("bank_bears", language, amount=show(parts[party], language)))
                continue
            values = {"party": PARTY_NAMES[party][language], "share": "", "amount": ""}
            values["share" if key == "party_share" else "amount"] = show(parts[party], language)
            found.append(word(key, language, **values))
        return word("comma", language).join(found)

    return shown


def _age(months: int, language: str) -> str:
    if months < 24:
        return word("months_of_age", language, count=months)
    return word("years", language, count=months // 12)


def _months(months: int, language: str) -> str:
    return word("one_month", language) if months == 1 else word("several_months", language, count=months)


def _times(count: int, language: str) -> str:
    return word("once", language) if count == 1 else word("several_times", language, count=count)


def _money_found(found: Mapping[str, Told], language: str) -> str:
    parts = []
    for key, name in (("line_money", "line_fen"), ("own_money", "own_fen"), ("private_money", "private_fen")):
        if found.get(name):
            rate = annual(found["rate"], language)
            parts.append(word(key, language, amount=money(found[name], language), rate=rate))
    return word("and", language).join(parts)


def _part_of_asked(share: float, language: str) -> str:
    if share >= 1.0:
        return word("all_that_was_asked", language)
    return word("part_that_was_asked", language, share=per_cent(share))


def _agreement(name: str, language: str) -> str:
    return (
        word("private_agreement", language) if name == "private_guarantee" else word("agreement", language, name=name)
    )


def way_name(way: Mapping[str, Told], language: str) -> str:
    """A way to lend: the product and its security."""
    security = ROUTES[way["route"]] if way["security"] == 2 else SECURITIES[way["security"]]
    return word("way", language, product=LABELS[way["product"]][language], security=security[language])


def _ways(ways: Sequence[Mapping[str, Told]], language: str) -> str:
    found = []
    for way in ways:
        outcome = way["outcome"]
        if outcome == "too_small" and way["amount_fen"] == 0:
            outcome = "nothing"
        if outcome == "possible" and way["fee_rate"] > 0.0:
            outcome = "possible_for_a_fee"
        elif outcome == "possible" and annual(way["cost_in_all_rate"]) == annual(way["rate"]):
            outcome = "possible_at_the_rate"
        values = {
            "amount": money(way["amount_fen"], language),
            **{name: annual(way[name]) for name in ("rate", "fee_rate", "cost_in_all_rate", "expected_loss_rate")},
            "guarantor_risk": per_cent(way["guarantor_risk"]),
        }
        found.append(WAYS[outcome][language].format(way=way_name(way, language), **values))
    return word("semicolon", language).join(found)


class Offers(NamedTuple):
    """What one bank made of a request as a table: the bank, headings, and a line for each way to lend."""

    bank: str
    headings: list[str]
    lines: list[list[str]]


def offers(bank: Mapping[str, Told], ways: Sequence[Mapping[str, Told]], language: str) -> Offers:
    """The table of a bank's ways to lend; a column in which no way has anything is left out."""
    names = ("way", "amount_yuan", "rate", "cost_in_all_rate", "outcome")
    lines = [offer(way, language) for way in ways]
    used = [place for place in range(len(names)) if any(line[place] for line in lines)]
    named = bank_name(bank, language)
    return Offers(
        named[:1].upper() + named[1:],
        [WAY_HEADINGS[names[place]][language] for place in used],
        [[line[place] for place in used] for line in lines],
    )


def offer(way: Mapping[str, Told], language: str) -> list[str]:
    """A way to lend as a line of a table: what it is, amount, rate, all-in cost, and how it fared."""
    outcome = "taken" if way["taken"] else str(way["outcome"])
    possible = outcome in ("taken", "possible")
    return [
        way_name(way, language),
        money(way["amount_fen"], language) if way["amount_fen"] else "",
        annual(way["rate"]) if possible else "",
        annual(way["cost_in_all_rate"]) if possible else "",
        OUTCOME_NAMES["nothing" if outcome == "too_small" and not way["amount_fen"] else outcome][language],
    ]


def _renewals(counts: Mapping[str, int], language: str) -> str:
    used = {kind: count for kind, count in counts.items() if count}
    if len(used) == 1:
        return word(f"each.{next(iter(used))}", language)
    return word("comma", language).join(word(f"times.{kind}", language, count=count) for kind, count in used.items())


def _labelled(code: str, language: str) -> str:
    return LABELS[code][language]


def _plain(value: Told, _: str) -> str:
    return f"{value:,}"


def _ratio(value: float, _: str) -> str:
    return f"{value:.2f}"


def _effort(value: float, _: str) -> str:
    return f"{value:.1f}"


def _security(code: int, language: str) -> str:
    return SECURITIES[code][language]


def _programme(name: Mapping[str, str], language: str) -> str:
    return word("programme", language, name=name[language])


def _party(party: str, language: str) -> str:
    return PARTY_NAMES[party][language]


def _cause(cause: int, language: str) -> str:
    return CAUSE_NAMES[CAUSES[cause]][language]


def _loan(loan: Mapping[str, Told], language: str) -> str:
    return loan_name(loan["product"], loan["opened"], language)


def _capital(show: Callable[[Told, str], str]) -> Callable[[Told, str], str]:
    def shown(value: Told, language: str) -> str:
        text = show(value, language)
        return text[:1].upper() + text[1:]

    return shown


#: For each placeholder of a sentence: the number of the event it shows, and how.
DISPLAY: dict[str, tuple[str, Callable[[Told, str], str]]] = {
    "size": ("size", _labelled),
    "sector": ("sector", _labelled),
    "region": ("region", _labelled),
    "rung": ("rung", _labelled),
    "product": ("product", _labelled),
    "security": ("security", _security),
    "age": ("age_months", _age),
    "workers": ("workers", _plain),
    "tenor": ("tenor", _plain),
    "months": ("months", _months),
    "count": ("count", _plain),
    "times": ("count", _times),
    "months_overdue": ("months_overdue", _months),
    "month_due": ("due", month_name),
    "until": ("until", month_name),
    "bank": ("bank", bank_name),
    "lender": ("lender", bank_name),
    "lender_capital": ("lender", _capital(bank_name)),
    "guarantor": ("guarantor", guarantor_name),
    "loan": ("loan", _loan),
    "loan_capital": ("loan", _capital(_loan)),
    "party": ("party", _party),
    "party_capital": ("party", _capital(_party)),
    "cause": ("cause", _cause),
    "agreement": ("agreement", _agreement),
    "programme": ("programme", _programme),
    "shares": ("shares", _parties("party_share", per_cent)),
    "paid": ("paid_fen", _parties("party_pays", exact)),
    "recovered": ("recovered_fen", _parties("party_gets", exact)),
    "borne": ("borne_fen", _parties("party_loses", exact)),
    "part_of_asked": ("part", _part_of_asked),
    "money_found": ("found", _money_found),
    "ways_weighed": ("ways", _ways),
    "ways_of_renewal": ("renewals", _renewals),
    "lowest": ("lowest_rate", annual),
    "highest": ("highest_rate", annual),
    "rate": ("rate", annual),
    "fee_rate": ("fee_rate", annual),
    "estimated_risk": ("estimated_risk", per_cent),
    "true_risk": ("true_risk", per_cent),
    "guarantor_risk": ("guarantor_risk", per_cent),
    "effort": ("effort", _effort),
    "conduct": ("conduct", _ratio),
    **{
        name: (f"{name}_fen", money)
        for name in (
            "amount", "asked", "balance", "cash", "sales", "bank_debt", "private", "own", "fee_paid", "bridge_fee",
            "total",
        )
    },
    **{
        f"{name}_exact": (f"{name}_fen", exact)
        for name in ("amount", "loss", "from_account", "written_off", "paid_part", "promised", "bank_part")
    },
}  # fmt: skip


def sentence(kind: str, numbers: Mapping[str, Told], language: str) -> str:
    """An event in words; KeyError names a number that the event lacks."""
    template = SENTENCES[kind][language]
    values = {}
    for name, (source, show) in DISPLAY.items():
        if f"{{{name}}}" in template:
            values[name] = show(numbers[source], language)
    told = template.format(**values)
    return told[:1].upper() + told[1:]
