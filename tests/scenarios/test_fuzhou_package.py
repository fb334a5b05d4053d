"""The Fuzhou package: every part is there, acts from month 1, and can be taken out on its own."""

from pathlib import Path

import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket

#: The policies of each part.
PARTS = {
    "interest subsidy": ("interest_subsidy",),
    "guarantee-fee subsidy": ("guarantee_fee_subsidy",),
    "start-up support": ("startup_support", "startup_guarantee"),
    "employment subsidy": ("employment_subsidy",),
    "innovation ladder and grants": ("innovation_ladder", "technology_grants", "growth_grants", "labour_grants"),
    "1+N compensation fund": ("one_plus_n", "one_plus_n_fund", "local_funds"),
}


def test_the_package_is_the_baseline_and_its_parts() -> None:
    named = {policy.name for policy in load("fuzhou_package").policies}
    parts = {name for names in PARTS.values() for name in names}
    assert parts | {"national_scheme", "public_guarantors"} <= named
    assert all(policy.start == 1 for policy in load("fuzhou_package").policies)


@pytest.fixture(scope="module")
def package() -> CreditMarket:
    return CreditMarket(load("fuzhou_package", firms=1_500, months=14, set={"economy.burn_in": 6}), seed=2).run()


def test_every_part_acts_within_the_first_year(package: CreditMarket) -> None:
    first = package.indicators.loc[1:12]
    for kind in (
        "guarantee_fee_subsidy",
        "startup_support",
        "employment_subsidy",
        "targeted_grant",
        "compensation_fund",
    ):
        assert first[f"fiscal_outlay.programme.{kind}"].sum() > 0.0, kind
    lent = package.loans
    assert (lent["product"] == "startup_loan").any()
    assert {"one_plus_n", "startup_guarantee"} <= set(lent["agreement"])
    assert (first["firms_on_ladder"] > 0).all() and first["supported_hires"].sum() > 0.0


@pytest.mark.parametrize("part", PARTS)
def test_a_part_can_be_removed_or_ended(tmp_path: Path, part: str) -> None:
    file = tmp_path / "without.toml"
    names = ", ".join(f'"{name}"' for name in PARTS[part])
    file.write_text(
        'title = { en = "Without", zh = "不含" }\nsummary = { en = "A part removed.", zh = "移除一部分。" }\n'
        'source = { kind = "assumption", note = "made for the test" }\n'
        f'base = "fuzhou_package"\nremove = [{names}]\n',
        encoding="utf-8",
    )
    whole = {policy.name for policy in load("fuzhou_package").policies}
    removed = load(str(file), firms=250, months=3, set={"economy.burn_in": 2})
    assert {policy.name for policy in removed.policies} == whole - set(PARTS[part])
    ended = load("fuzhou_package", firms=250, months=3, set={f"policy.{name}.end": 1 for name in PARTS[part]})
    assert all(policy.end == (1 if policy.name in PARTS[part] else None) for policy in ended.policies)
    for scenario in (removed, ended):
        assert not CreditMarket(scenario, seed=1).run().running
