"""Mesa's page of the credit market:

pip install 'smecredit[viz]'
solara run mesa_page.py
"""

from smecredit.analysis.mesa_page.page import LEVERS, Lever, make_page

#: A parameter of your own beside those of the page: its path, the ends and the step of its slider.
OWN = Lever("credit_demand.discouraged_base", 0.0, 1.0, 0.05, {"en": "Discouraged", "zh": "不敢申请"})

page = make_page(levers=[*LEVERS, OWN])
