"""One contract for every loan product, those of the package and a user's own.

`pytest tests/simulation/products/test_every_product.py --plugin my_product.py` tests another with them.
"""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.ground.errors import RequestError, Sentence
from smecredit.simulation.ground.open_list import OpenList
from smecredit.simulation.products import product as products
from smecredit.simulation.products.product import HEADINGS, Product, product_kinds, products_by_code, write_menu
from smecredit.simulation.state.loan_columns import KEY_BITS, PRODUCT_BITS, loan_key
from smecredit.simulation.state.menu_columns import AT_WILL, MENU
from smecredit.simulation.state.structure import LABELS, MOST_PRODUCTS, PRODUCTS

CHINESE = re.compile("[\u4e00-\u9fff]")
KINDS = product_kinds()

#: The product of docs/extending.md: a file of its own, with a parameter of its own.
(PRODUCT,) = (
    block
    for block in re.findall(
        r"^```python\n(.*?)^```$",
        (Path(__file__).resolve().parents[3] / "docs" / "extending.md").read_text(encoding="utf-8"),
        flags=re.MULTILINE | re.DOTALL,
    )
    if "class PayrollLoan(Product)" in block
)


@pytest.fixture(scope="module")
def shown() -> CreditMarket:
    """A market of the baseline in which every product is told what shows it, a year old."""
    told = {path: value for model in KINDS.values() for path, value in model.example.items()}
    return CreditMarket(load("baseline", firms=2_000, months=12, set={"economy.burn_in": 3, **told}), seed=1).run()


@pytest.mark.parametrize("kind", KINDS)
class TestEveryProduct:
    def test_has_a_place_among_the_codes_of_the_loan_book(self, kind: str) -> None:
        assert issubclass(KINDS[kind], Product)
        assert KINDS[kind].code() == PRODUCTS.index(kind)
        assert KINDS[kind].label == LABELS[kind]

    def test_states_every_term_in_both_languages(self, kind: str) -> None:
        assert tuple(KINDS[kind].terms) == HEADINGS
        for heading, words in KINDS[kind].terms.items():
            assert words["en"] and not CHINESE.search(words["en"]), heading
            assert words["zh"] and (CHINESE.search(words["zh"]) or words["zh"].endswith("%")), heading

    def test_writes_rows_of_the_menu_with_columns_that_exist(self, kind: str, shown: CreditMarket) -> None:
        menu = shown.economy.ways_to_lend
        offers = list(KINDS[kind].offers(shown.economy))
        written = np.flatnonzero(menu.column("product") == KINDS[kind].code())
        assert len(written) == len(offers) >= 1
        for row, offer in zip(written, offers, strict=True):
            assert set(offer) <= set(MENU.columns)
            for name, value in offer.items():
                assert menu.column(name)[row] == pytest.approx(value)

    def test_expects_a_loss_and_can_be_had(self, kind: str, shown: CreditMarket) -> None:
        menu = shown.economy.ways_to_lend
        rows = np.flatnonzero(menu.column("product") == KINDS[kind].code())
        assert (menu.column("loss_given_default")[rows] > 0.0).all()
        assert (menu.column("loss_given_default")[rows] <= 1.0).all()
        assert (menu.column("open")[rows] == 1).all()

    def test_states_an_example_and_is_lent_with_it(self, kind: str, shown: CreditMarket) -> None:
        assert "example" in vars(KINDS[kind])
        assert kind in set(shown.loans["product"])
        assert shown.summary.loc[f"new_lending.product.{kind}", "value"] > 0.0


class TestCodes:
    def test_products_come_in_the_order_of_their_codes(self) -> None:
        assert [model.code() for model in products_by_code()] == list(range(len(PRODUCTS)))

    def test_a_newcomer_gets_the_next_code_and_keeps_it(self) -> None:
        names = OpenList(Sentence("thing", "物"), ("a", "b"), 3)
        assert (names.join("c"), names.join("c"), names.join("a")) == (2, 2, 0)
        assert (list(names), names[1:], len(names), names.index("c")) == (["a", "b", "c"], ["b", "c"], 3, 2)
        with pytest.raises(RequestError, match="d: no room for one more thing; there are 3 at most") as refused:
            names.join("d")
        assert "d：物已满，至多 3 种。" in refused.value.in_language("zh")

    @pytest.mark.parametrize("product", [0, 6, MOST_PRODUCTS - 1])
    def test_every_code_has_its_place_in_a_loan_s_key(self, product: int) -> None:
        firm, month = (1_800 << 32) + 5, 1_799
        key = loan_key(firm, month, product)
        assert key >> KEY_BITS == firm and 0 < key < 1 << 63
        assert key & ((1 << PRODUCT_BITS) - 1) == product
        assert (key >> PRODUCT_BITS) & 0x7FF == month


class TestRefused:
    """A product that says what the menu cannot hold."""

    @pytest.mark.parametrize(
        ("offer", "words"),
        [
            ({"tenure": 6}, "product misstated offers tenure, which is no column of the menu; did you mean tenor"),
            ({"repaid": AT_WILL}, "product misstated is repaid at will, as only the revolving line is"),
        ],
    )
    def test_in_one_sentence(self, offer, words: str, shown: CreditMarket, monkeypatch: pytest.MonkeyPatch) -> None:
        class Misstated:
            kind = "misstated"

            @staticmethod
            def code() -> int:
                return 7

            @staticmethod
            def offers(economy) -> list:
                return [offer]

        monkeypatch.setattr(products, "products_by_code", lambda: [Misstated])
        with pytest.raises(RequestError, match=re.escape(words)):
            write_menu(shown.economy)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a process says in which the product in a file has joined."""
    folder = tmp_path_factory.mktemp("outside")
    (folder / "payroll_loan.py").write_text(PRODUCT, encoding="utf-8")
    (folder / "told.py").write_text(TELL, encoding="utf-8")
    command = [sys.executable, str(folder / "told.py"), str(folder / "payroll_loan.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


class TestFromOutside:
    """A product in a user's file: lent, named in tables and indicators, and a name that policies can ask for."""

    def test_it_has_the_next_code(self, told: list[str]) -> None:
        assert told[0] == "7 payroll_loan"

    def test_it_is_lent_and_named(self, told: list[str]) -> None:
        lent, indicator, granted, held = (int(word) for word in told[1].split())
        assert lent == granted == held > 0
        assert indicator > 0

    def test_policies_reach_it_unless_they_name_others(self, told: list[str]) -> None:
        any_product, named, others = (int(word) for word in told[2].split())
        assert any_product > 0 and named > 0
        assert others == 0

    def test_its_parameter_is_one_of_the_scenario(self, told: list[str]) -> None:
        assert told[3] == "0.1"

    def test_a_stress_changes_its_number_and_its_row_of_the_menu_while_it_lasts(self, told: list[str]) -> None:
        assert told[4].split() == ["0.1/0.1", "0.9/0.9", "0.9/0.9", "0.1/0.1"]

    def test_its_lenders_see_the_changed_number(self, told: list[str]) -> None:
        usual, changed = (int(word) for word in told[5].split())
        assert changed > usual + 3

    def test_its_tables_are_made_only_when_a_number_that_they_were_made_of_changes(self, told: list[str]) -> None:
        """At the opening, anew for what guarantee funds change, then as a stress of its number begins and ends."""
        assert told[6] == "2 4"


#: Run in a process of its own: a product that has joined stays.
TELL = """
import sys
from pathlib import Path
from smecredit.scenarios import load
from smecredit.simulation import CreditMarket
from smecredit.simulation.ground.plugins import load_plugin
from smecredit.simulation.state.structure import PRODUCTS

load_plugin(sys.argv[1])
code = PRODUCTS.index("payroll_loan")
print(code, PRODUCTS[-1])

SCENARIO = '''
title = { en = "Test", zh = "测试" }
summary = { en = "Made for a test.", zh = "测试用。" }
source = { kind = "assumption", note = "made for the test" }
base = "baseline"
[[policy]]
kind = "interest_subsidy"
name = "new"
points = 0.01
eligible = ELIGIBLE
'''

def market(scenario):
    told = {"economy.burn_in": 1, "payroll_loan.offered_share": 1.0, "opening.settled": False}
    return CreditMarket(load(scenario, firms=400, months=4, set=told), seed=1).run()

m = market("baseline")
loans, firms, book = m.loans, m.economy.firms, m.economy.loans
live = (book.column("status") > 0) & (book.column("product") == code)
lent = loans[(loans["product"] == "payroll_loan") & (loans["opened"] >= 1)]
granted = m.grants[(m.grants["product"] == "payroll_loan") & (m.grants["month"] >= 1)]
holds = (firms.column("held")[book.column("firm")[live]] >> code & 1 == 1).all()
print(len(lent), int(m.summary.loc["new_lending.product.payroll_loan", "value"]), len(granted), len(granted) * holds)

counts = []
for eligible in ("{}", '{ product = ["payroll_loan"] }', '{ product = ["simple_loan", "factoring"] }'):
    file = Path(sys.argv[1]).with_name("scenario.toml")
    file.write_text(SCENARIO.replace("ELIGIBLE", eligible), encoding="utf-8")
    m = market(str(file))
    row = next(r for r, p in m.economy.schedule.programme_policies.items() if p.name == "new")
    book = m.economy.loans
    mine = (book.column("status") > 0) & (book.column("product") == code) & (book.column("opened") >= 2)
    counts.append(int((book.column("programmes")[mine] >> row & 1).sum()))
print(*counts)
print(load("baseline").group("payroll_loan").offered_share)

from smecredit.simulation.phases import tables_of_month
STRESS = SCENARIO.partition("[[policy]]")[0] + "[[stress]]\\nkind = 'changed_numbers'\\nstart = 2\\nmonths = 2\\n"
file.write_text(STRESS + "numbers.payroll_loan.offered_share = { set = 0.9 }\\n", encoding="utf-8")
stressed = load(str(file), firms=2_400, months=4, set={"economy.burn_in": 1, "opening.settled": False})
usual = load("baseline", firms=2_400, months=4, set={"economy.burn_in": 1, "opening.settled": False})
made, make = [], tables_of_month.write_menu
def counted(economy):
    made.append(economy.month)
    return make(economy)
tables_of_month.write_menu = counted
m = CreditMarket(usual, seed=1).run()
times = [len(made)]
made.clear()
seen = []
s = CreditMarket(stressed, seed=1)
for month in range(4):
    s.step()
    menu = s.economy.ways_to_lend
    offered = menu.column("offered")[menu.column("product") == code]
    seen.append(f"{s.economy.numbers.payroll_loan.offered_share:g}/{offered[0]:g}")
times.append(len(made))
print(*seen)
print(*(int((each.grants["product"] == "payroll_loan").sum()) for each in (m, s)))
print(*times)
"""
