"""What sweeps and the questions to their stores say, in English and in Chinese; `strings.py` takes it in."""

from __future__ import annotations

EXPERIMENT_STRINGS: dict[str, tuple[str, str]] = {
    # A sweep.
    "sweep.untitled": ("Sweep {name}", "扫描 {name}"),
    "sweep.titled": ("{title} (sweep {name})", "{title}（扫描 {name}）"),
    "sweep.lead": (
        "{runs} runs: {scenarios} scenarios at {points} points, seeds {first} to {last}; {firms} enterprises, {months} "
        "months",
        "{runs} 次运行：{points} 个点上的 {scenarios} 个情景，种子 {first} 至 {last}；{firms} 户企业，{months} 个月",
    ),
    "sweep.running": ("Running the sweep", "正在运行扫描"),
    "sweep.rate": ("{rate} runs/s", "每秒 {rate} 次"),
    "sweep.nothing": (
        "All {runs} runs are stored in {folder} already; nothing was run.",
        "全部 {runs} 次运行均已保存在 {folder} 中；未作任何运行。",
    ),
    "sweep.done": (
        "{new} runs made and stored in {folder}, {stored} of {all} are there now: {seconds}, {cpu} of CPU time, "
        "{size}.",
        "新运行 {new} 次并保存在 {folder} 中，现共有 {stored}/{all} 次：用时 {seconds}，CPU 时间 {cpu}，{size}。",
    ),
    "sweep.stopped": (
        "Stopped: {stored} of {all} runs are stored in {folder}, whole. The same command goes on from there.",
        "已停止：{folder} 中已完整保存 {stored}/{all} 次运行。重新执行同一命令即从该处继续。",
    ),
    "sweep.damaged": (
        "{file} was damaged and has been set aside; its runs were made again: {runs}",
        "{file} 已损坏并移开；其中的运行已重做：{runs}",
    ),
    "sweep.failed": (
        "{count} of {all} runs failed and are left out; --retry tries them again",
        "{all} 次运行中有 {count} 次失败并被剔除；加 --retry 可重试",
    ),
    "sweep.failure": ("Run {run} ({scenario}, seed {seed}): {said}", "运行 {run}（{scenario}，种子 {seed}）：{said}"),
    "sweep.more": ("and {count} more", "另有 {count} 次"),
    "sweep.next": (
        "smecredit results {folder} shows them; --export FILE writes a table, --sql asks.",
        "smecredit results {folder} 可查看；--export FILE 导出表格，--sql 查询。",
    ),
    # What a sweep will take.
    "dry.to_do": ("Runs to do", "待运行"),
    "dry.stored": ("Stored already", "已保存"),
    "dry.failed": ("Failed before", "此前失败"),
    "dry.pasts": ("Long pasts to settle", "待生成的长期历史"),
    "dry.time": ("Time with {workers} workers", "用时（{workers} 个进程）"),
    "dry.memory": ("Memory", "内存"),
    "dry.disk": ("Disk", "磁盘"),
    "dry.about": ("about {value}", "约 {value}"),
    "dry.measured": ("Measured on the runs that are stored.", "依据已保存的运行估计。"),
    "dry.ruled": (
        "By rule; once some runs are stored, by what they took.",
        "按经验规则估计；有运行保存后按其实际用量估计。",
    ),
    "dry.processors": (
        "The workers get the time of {processors} processors now, beside whatever else this machine does; the time "
        "above counts with that.",
        "本机还有其他负载，这些进程目前共得约 {processors} 个处理器的时间；上述用时已按此估计。",
    ),
    "size.s": ("{value} s", "{value} 秒"),
    "size.min": ("{value} min", "{value} 分钟"),
    "size.h": ("{value} h", "{value} 小时"),
    "size.kB": ("{value} kB", "{value} kB"),
    "size.MB": ("{value} MB", "{value} MB"),
    "size.GB": ("{value} GB", "{value} GB"),
    # Results.
    "results.lead": (
        "{folder}: {runs} runs in {files} files, {sweeps} sweeps",
        "{folder}：{files} 个文件中的 {runs} 次运行，{sweeps} 次扫描",
    ),
    "results.others": (
        "{count} stored runs are of another version of the code or of other plug-ins and are left out; results --code "
        "asks for one of {names}",
        "{count} 次已存运行由其他版本的代码或其他插件生成，未计入；可用 results --code 查询：{names}",
    ),
    "results.mean": (
        "Means over seeds; flows are per year. --indicator KEY chooses others.",
        "各种子的均值；流量为年度值。--indicator KEY 可另选指标。",
    ),
    "results.point": ("Scenario and point", "情景与点"),
    "results.name": ("{name}: {path}", "{name}：{path}"),
    "results.seeds": ("Seeds", "种子数"),
    "results.at": ("{scenario}, {values}", "{scenario}，{values}"),
    "results.cut": (
        "The first {shown} of {all} points; --export FILE writes them all.",
        "仅列出 {all} 个点中的前 {shown} 个；--export FILE 可全部导出。",
    ),
    "results.written": ("Written: {path} ({rows} rows).", "已写入：{path}（{rows} 行）。"),
    "results.sound": (
        "{files} files with {runs} runs are as they were written.",
        "{files} 个文件、{runs} 次运行均与写入时一致。",
    ),
    "results.damaged": ("{file} is damaged: {runs}", "{file} 已损坏：{runs}"),
    "results.no_runs": ("no run is lost with it", "没有运行因此丢失"),
    "results.lost": (
        "damaged files: {count}; the sweep that made them makes their runs again",
        "{count} 个文件已损坏；重新执行原扫描即可重做其中的运行",
    ),
    # One run again.
    "reproduce.lead": (
        "Run {run}: {scenario}, seed {seed}, {firms} enterprises, {months} months",
        "运行 {run}：{scenario}，种子 {seed}，{firms} 户企业，{months} 个月",
    ),
    "reproduce.equal": (
        "Run again: {indicators} indicators and {numbers} monthly numbers are the same, bit for bit.",
        "重新运行：{indicators} 个指标和 {numbers} 个月度数字逐位相同。",
    ),
    "reproduce.code": (
        "It was stored by another version of the code ({stored}; this is {own}).",
        "它由另一版本的代码保存（{stored}；当前为 {own}）。",
    ),
    "reproduce.plugins": (
        "It was stored with other plug-ins ({stored}; here {own}).",
        "它保存时使用的插件不同（{stored}；当前为 {own}）。",
    ),
    "reproduce.none": ("none", "无"),
    # A fund.
    "fund.title": (
        "{fund}, {party}: what may become of it under “{scenario}”",
        "{fund}（{party}）在《{scenario}》下的风险",
    ),
    "fund.title_under": (
        "{fund}, {party}: what may become of it under “{scenario}”, {stress}",
        "{fund}（{party}）在《{scenario}》与《{stress}》下的风险",
    ),
    "fund.lead": (
        "{seeds} seeds, each with its own cycle; {firms} enterprises, {months} months; {size} paid in at the start",
        "{seeds} 个种子，各有自己的周期；{firms} 户企业，{months} 个月；初始注资 {size}",
    ),
    "fund.year": ("Year", "年"),
    "fund.dry": ("Has run dry", "已耗尽"),
    "fund.mean": ("Asked of it: mean", "代偿：均值"),
    "fund.median": ("median", "中位数"),
    "fund.q95": ("95%", "95%"),
    "fund.q99": ("99%", "99%"),
    "fund.holds": ("Holds in", "可承受"),
    "fund.capital": ("Capital", "资本"),
    "fund.fee": ("or fee, with the stated capital", "或：现有资本下的费率"),
    "fund.level": ("{level}% of runs", "{level}% 的运行"),
    "fund.no_fee": ("none", "无需"),
    "fund.from": ("{low} or more", "{low}以上"),
    "fund.premium": (
        "A fee of {fee} on guaranteed loans would pay for the mean loss.",
        "对担保贷款收取 {fee} 的费用即可弥补平均损失。",
    ),
    "fund.how": (
        "Dry: it holds less than is asked of it in an average month. Capital and fee are for a fund to which nothing "
        "is added and which earns nothing; the stated one is topped up as its policy says. Fees are on all guaranteed "
        "loans, and change nobody's mind.",
        "耗尽：余额低于平均每月的应付代偿。资本与费率按不追加、无收益的基金计算；现行基金按政策规定追加。"
        "费率按全部担保贷款计，且假定不影响各方行为。",
    ),
    "fund.sample": (
        "One simulated firm stands for {weight}: more of them (--firms) leave less to the luck of single firms, as in "
        "the population.",
        "每户模拟企业代表 {weight} 户：模拟企业越多（--firms），个别企业运气的影响越小，越接近总体。",
    ),
    "fund.censored": (
        "In {count} of {seeds} seeds even ten times the stated capital ran out: capital and fee are too low.",
        "在 {seeds} 个种子中有 {count} 个，即使资本为现行的十倍也会耗尽：所列资本与费率偏低。",
    ),
    "fund.few": (
        "{seeds} seeds cannot bound the 99% from above; {needed} can.",
        "{seeds} 个种子无法给出 99% 的上限；需 {needed} 个。",
    ),
    "plot.with_unit": ("{label} ({unit})", "{label}（{unit}）"),
    "fund.plot.balance": ("What the fund holds,\ntopped up as its policy says", "基金余额\n（按政策规定追加资金）"),
    "fund.plot.capital": (
        "Chance that more capital is needed,\nif nothing is ever added",
        "所需资本超过该值的概率\n（此后不再追加资金）",
    ),
    "fund.plot.dry": (
        "Chance that it has run dry,\ntopped up as its policy says",
        "已耗尽的概率\n（按政策规定追加资金）",
    ),
    "fund.plot.bands": (
        "Year (line: median; bands: 50%, 90% and 98% of runs)",
        "年（线：中位数；色带：50%、90%、98% 的运行）",
    ),
    "fund.plot.added": (
        "Money that the policy adds later counts in the outer panels and not in the middle one: more runs need more "
        "than the stated capital than run dry.",
        "政策此后追加的资金计入左、右两图，不计入中图：因此所需资本超过现行资本的运行多于耗尽的运行。",
    ),
    "fund.plot.held": ("Balance", "余额"),
    "fund.plot.share": ("Share of runs (%)", "占全部运行的比例（%）"),
    "fund.plot.interval": ("Share of runs, 95% interval (%)", "占全部运行的比例及 95% 区间（%）"),
    "fund.plot.stated": ("stated", "现行"),
    # As many seeds as an interval needs.
    "until.needed": (
        "By the pilot of {seeds} seeds the interval needs {needed}.",
        "根据 {seeds} 个种子的试运行，该区间需要 {needed} 个。",
    ),
    "until.lead": (
        "Bootstrap-t over {seeds} seeds, a number fixed after a pilot of {pilot} or more:",
        "基于 {seeds} 个种子的自助 t 区间，种子数在至少 {pilot} 个种子的试运行后确定：",
    ),
    "until.said": ("{label}, {title}: {difference} ({interval})", "{label}，{title}：{difference}（{interval}）"),
    "until.wider": (
        "It is wider than asked: outcomes are more skewed than a pilot can tell. A larger pilot (--seeds) helps.",
        "区间比要求的更宽：结果的偏斜程度超出试运行所能判断。可增大试运行的种子数（--seeds）。",
    ),
    "until.many": (
        "The table holds {count} differences: with intervals at 95% about {chance} of them would exclude zero by "
        "chance alone. Only the one above was aimed at.",
        "上表共有 {count} 个差异：按 95% 的区间，仅因偶然就约有 {chance} 个不含零。只有上面这一个是事先指定的。",
    ),
    # Differences over points and seeds.
    "over.lead": (
        "Differences from {scenario}, the same seeds and the same unknowns on both sides",
        "与 {scenario} 的差异，两侧种子与未知参数相同",
    ),
    "over.indicator": ("Indicator", "指标"),
    "over.difference": ("Difference", "差异"),
    "over.luck": ("95% by luck", "95%区间（运气）"),
    "over.parameters": ("90% over parameters", "90%范围（参数）"),
    "over.share": ("of parameters", "参数所占"),
    "over.size": ("{points} points, {seeds} seeds", "{points} 个点，{seeds} 个种子"),
    "over.note": (
        "By luck: how well the mean over the points is known. Over parameters: how the effect itself differs between "
        "nine points of ten, without what luck adds. The last column is the part of the variance of one run's "
        "difference that parameters explain.",
        "运气：对各点均值的把握程度。参数：扣除运气后，十分之九的点上效应本身的范围。末列为单次运行差异的方差中由参数解释的部分。",
    ),
    "over.many": (
        "{count} intervals at 95%: about {chance} would exclude zero by chance alone.",
        "共有 {count} 个 95% 区间：仅因偶然就约有 {chance} 个不含零。",
    ),
    # What drives an outcome.
    "drive.lead": (
        "{scenarios}: {points} points, {seeds} seeds at each",
        "{scenarios}：{points} 个点，每点 {seeds} 个种子",
    ),
    "drive.difference": ("{label}: {second} less {first}", "{label}：{second} 减 {first}"),
    "drive.factor": ("Factor", "因素"),
    "drive.effect": ("Effect", "效应"),
    "drive.total": ("Total index", "总效应指数"),
    "drive.first": ("Alone", "一阶"),
    "drive.at_low": ("at low", "低值处"),
    "drive.at_high": ("at high", "高值处"),
    "drive.tornado": (
        "In the lowest third of each range (hatched) and the highest",
        "各因素取值范围的最低三分之一（斜线）与最高三分之一",
    ),
    "drive.plot.outcome": ("Mean outcome; line: of all points", "结果均值；竖线：全部点的均值"),
    "drive.plot.effect": ("Effect: mean absolute change", "效应：变化绝对值的均值"),
    "drive.plot.bars": ("{lead}. Bars: 95% intervals.", "{lead}。误差线：95% 区间。"),
    "drive.not_ranked": (
        "The intervals of {one} and {other} overlap: their order is not known. More points tell.",
        "{one} 与 {other} 的区间重叠，先后次序无法判断；需更多的点。",
    ),
    "drive.note.morris": (
        "Effect: mean absolute change of the outcome as the factor moves through its whole range, over Morris's "
        "trajectories. At low and at high: the mean outcome in the lowest and highest third of the range.",
        "效应：因素变动整个范围时结果绝对变化的均值（按 Morris 轨迹平均）。"
        "低值处与高值处：范围最低与最高三分之一处的结果均值。",
    ),
    "drive.note.sobol": (
        "Sobol's total index: the part of the outcome's variance that the factor has a hand in; alone, without the "
        "others. At low and at high: the mean outcome in the lowest and highest third of the range.",
        "Sobol 总效应指数：该因素参与解释的结果方差比例；“一阶”为其单独解释的比例。"
        "低值处与高值处：范围最低与最高三分之一处的结果均值。",
    ),
    # A search among levers.
    "search.lead": (
        "{scenario}: {candidates} candidates, {worlds} worlds, {seeds} seeds in each",
        "{scenario}：{candidates} 个候选，{worlds} 种情形，每种 {seeds} 个种子",
    ),
    "search.lead_difference": (
        "{scenario} less {reference}: {candidates} candidates, {worlds} worlds, {seeds} seeds in each",
        "{scenario} 减 {reference}：{candidates} 个候选，{worlds} 种情形，每种 {seeds} 个种子",
    ),
    "search.candidate": ("Candidate that none dominates", "不被支配的候选"),
    "search.regret": ("worst regret", "最大后悔值"),
    "search.more": ("▲", "▲"),
    "search.less": ("▼", "▼"),
    "search.front": ("none dominates them", "不被支配"),
    "search.dominated": ("dominated", "被支配"),
    "search.refused": (
        "{count} candidates made no scenario, because their values contradict one another, and were left out.",
        "{count} 个候选的取值相互矛盾，不成情景，已剔除。",
    ),
    "search.plot.senses": (
        "▲ more is better, ▼ less is better. Blue fields: from the least value tried to the most.",
        "▲ 越大越好，▼ 越小越好。蓝色条：自所试最小值至最大值。",
    ),
    "search.plot.bars": (
        "Lines: 95% by luck, over seeds. Candidates share worlds and luck: two of them are told apart better than "
        "their lines suggest.",
        "误差线：95%区间（运气，按种子）。各候选的情形与运气相同，其差别比误差线所示更可靠。",
    ),
    "search.plot.goals": ("All candidates, those of the front by number", "全部候选，前沿候选标有编号"),
    "search.plot.levers": ("Levers of the front, by number", "前沿各候选的杠杆取值（按编号）"),
    "search.note": (
        "▲ more is wanted, ▼ less. Outcomes are means over worlds and seeds, the same for every candidate, with 95% "
        "intervals by luck; between candidates luck differs less, for they share it. Worst "
        "regret: the largest shortfall, in any world and goal, from the candidate that is best there, as a part of the "
        "range there: 0 is best everywhere, 1 is worst somewhere.",
        "▲ 越多越好，▼ 越少越好。结果为各情形与种子的均值，所有候选相同，"
        "附95%区间（运气）；候选之间运气相同，差别更可靠。"
        "最大后悔值：在任一情形与目标下与该处最优候选的最大差距"
        "（占该处范围的比例）：0 为处处最优，1 为某处最差。",
    ),
    "search.files": ("Each is a scenario of its own: {files}.", "每个均为可运行的情景文件：{files}。"),
}
