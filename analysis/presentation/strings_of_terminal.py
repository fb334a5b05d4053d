"""Strings of the command line, in English and in Chinese: what it prints, its help, its refusals, the speed table."""

from __future__ import annotations

from .pairs import pair as _pair

TERMINAL: dict[str, dict[str, str]] = {
    "column.name": _pair("name", "名称"),
    "column.title": _pair("title", "标题"),
    "column.changes": _pair("what it changes", "改变了什么"),
    "column.level": _pair("level", "水平"),
    "column.reference_first": _pair("{reference}, then the others", "{reference}，其下为其他方案"),
    "column.unit": _pair("unit", "单位"),
    "column.difference": _pair("difference", "差异"),
    "column.interval": _pair("95% interval", "95%区间"),
    "column.measure": _pair("measure", "项目"),
    "column.target": _pair("target", "目标"),
    "console.lead": _pair(
        "{firms} enterprises, {months} months (results from month {first}), {seeds}",
        "企业{firms}户，{months}个月（自第{first}个月起统计），{seeds}",
    ),
    "console.one_seed": _pair("seed {seed}", "种子{seed}"),
    "console.seeds": _pair("seeds {first} to {last}", "种子{first}至{last}"),
    "console.anyway": _pair(
        "Twin runs drift apart; docs/attribution.md tells what that does.",
        "两次运行会逐渐分开，其影响见 docs/attribution.md。",
    ),
    "console.written": _pair("Written to {folder}: {files}", "已写入{folder}：{files}"),
    "console.ended": _pair(
        "The run failed: code of a plugin ended the program (exit {code}).",
        "运行失败：插件代码终止了程序（exit {code}）。",
    ),
    "console.compiling": _pair(
        "First run of this version: compiling the model, once, takes about a minute.",
        "首次运行此版本：正在编译模型，仅此一次，约需一分钟。",
    ),
    "console.settling": _pair(
        "First run with this past: settling the opening books, once, takes some seconds.",
        "首次以此过去运行：正在生成稳态期初账面，仅此一次，约需数秒。",
    ),
    "console.not_kept": _pair(
        "{folder} {fault}: every run compiles the model anew. "
        "Set SMECREDIT_CACHE_DIR to a folder that only you can write.",
        "{folder} {fault}：每次运行都将重新编译模型。请将 SMECREDIT_CACHE_DIR 设为仅您可写的文件夹。",
    ),
    "console.kept_elsewhere": _pair(
        "SMECREDIT_CACHE_DIR is not used, because {folder} {fault}: the compiled model is kept in {other}.",
        "未使用 SMECREDIT_CACHE_DIR，因为 {folder} {fault}：编译后的模型保存在 {other}。",
    ),
    "console.no_room": _pair(
        "{folder}: not everything could be kept there ({problem}); what is missing is made anew in every run, which "
        "takes about a minute. Make room, or set SMECREDIT_CACHE_DIR to a folder with room.",
        "{folder}：部分结果无法保存（{problem}）；缺少的部分每次运行都将重新生成，约需一分钟。"
        "请腾出空间，或将 SMECREDIT_CACHE_DIR 设为空间充足的文件夹。",
    ),
    "cache.unwritable": _pair("cannot be written", "无法写入"),
    "cache.foreign": _pair("belongs to another user", "属于其他用户"),
    "cache.shared": _pair("may be written by others", "可被他人写入"),
    "console.running": _pair("running", "运行中"),
    "console.interrupted": _pair("interrupted", "已中断"),
    "scenarios.policy": _pair("Policies", "政策情景"),
    "scenarios.stress": _pair("Stresses", "压力情景"),
    "scenarios.under": _pair(
        "A stress is laid over any policy with --under; `smecredit scenarios NAME` shows one scenario in full.",
        "压力情景可用 --under 叠加于任一政策；smecredit scenarios 名称 显示某一情景的全部内容。",
    ),
    "scenarios.against": _pair("Against {base}: {changes}.", "与 {base} 相比：{changes}。"),
    "scenarios.alone": _pair(
        "{title} names no base: a market with no policies but its own.",
        "“{title}”没有写 base：除自身所写之外没有任何政策。",
    ),
    "scenarios.marks": _pair(
        "+ not in {base}, ~ another value than in {base}, − no longer there",
        "+ {base} 中没有，~ 取值不同于 {base}，− 已取消",
    ),
    "parameters.mix": _pair("sum 1", "合计为 1"),
    "scenarios.overridden": _pair("* set by the stress or by an option", "* 由压力情景或选项设定"),
    "change.root": _pair("what others change: {names}", "其他情景的起点：{names}"),
    "change.policy.added": _pair("adds {names}", "新增{names}"),
    "change.policy.removed": _pair("removes {names}", "取消 {names}"),
    "change.stress.added": _pair("strikes with {names}", "施加{names}"),
    "change.values": _pair("sets {values}", "设定 {values}"),
    "change.of_kind": _pair("{kind} {names}", "{kind} {names}"),
    "change.more": _pair("{count} more", "另{count}项"),
    "change.nothing": _pair("nothing", "无变化"),
    "change.was": _pair("was {value}", "原为 {value}"),
    "change.separator": _pair("; ", "；"),
    # Help of the command line; what the commands and options do is declared with them.
    "help.usage": _pair("Usage: {usage}", "用法：{usage}"),
    "help.options_word": _pair("[OPTIONS]", "[选项]"),
    "help.command_word": _pair("COMMAND ...", "命令 ..."),
    "help.options": _pair("Options:", "选项："),
    "help.arguments": _pair("Arguments:", "参数："),
    "help.commands": _pair("Commands:", "命令："),
    "help.default": _pair("[default: {value}]", "[默认：{value}]"),
    # Refusals of the command line. The messages about scenarios are the loader's.
    "error.command": _pair("There is no command {word}; {choices}.", "没有命令 {word}；{choices}。"),
    "error.option": _pair("There is no option {word}; {choices}.", "没有选项 {word}；{choices}。"),
    "error.nearest": _pair("did you mean {nearest}? Allowed are {allowed}", "您是否想用 {nearest}？可用的有 {allowed}"),
    "error.allowed": _pair("allowed are {allowed}", "可用的有 {allowed}"),
    "error.value": _pair("{option}: {problem}", "{option}：{problem}"),
    "error.not_one_of": _pair("{given} is not one of {allowed}.", "{given} 不在可用值之列：{allowed}。"),
    "error.takes_no_value": _pair("{option} takes no value.", "{option} 不接受值。"),
    "error.no_value": _pair("{option} needs a value.", "{option} 需要一个值。"),
    "error.extra": _pair(
        "Too many words: {words}; quote a name that has blanks.", "多余的词：{words}；含空格的名称请加引号。"
    ),
    "error.one_scenario": _pair(
        "run takes one scenario; to set several side by side: smecredit compare {first} {words}; quote a name that has "
        "blanks.",
        "run 只接受一个情景；比较多个情景请用：smecredit compare {first} {words}；含空格的名称请加引号。",
    ),
    "error.missing": _pair("{name} is missing; see {command}.", "缺少 {name}，参见 {command}。"),
    "error.run": _pair("The run failed: {problem}", "运行失败：{problem}"),
    "error.memory": _pair(
        "The run failed for lack of memory; ask for fewer firms or fewer workers.",
        "内存不足，运行失败；请减少企业数或进程数。",
    ),
    "error.system": _pair("The run failed ({problem}).", "运行失败（{problem}）。"),
    "error.file": _pair("{path} could not be written ({problem}).", "无法写入{path}（{problem}）。"),
    # The speed table.
    "bench.run_cpu_seconds": _pair(
        "one run, 10,000 firms x 120 months, warm, CPU time", "一次运行，10,000户×120个月，已编译，CPU时间"
    ),
    "bench.ns_per_firm_month": _pair("per firm and month, 100,000 firms, 1 thread", "每户每月，100,000户，单线程"),
    "bench.ns_per_firm_month_large": _pair(
        "per firm and month, 10 million firms, 1 thread", "每户每月，1,000万户，单线程"
    ),
    "bench.large_over_small": _pair("the last two, 10 million over 100,000 firms", "上两项之比（1,000万户/100,000户）"),
    "bench.bytes_per_enterprise": _pair("state of an enterprise, live loans included", "每户企业状态（含存续贷款）"),
    "bench.first_result_warm_seconds": _pair(
        "import and first result, compiled cache warm", "导入并得到首个结果（已有编译缓存）"
    ),
    "bench.first_result_cold_seconds": _pair(
        "import and first result, nothing compiled yet", "导入并得到首个结果（尚未编译）"
    ),
    "bench.comparison_seconds": _pair(
        "paired comparison, 2 scenarios x 30 seeds x 10,000 firms x 120 months, 2 workers",
        "配对比较，2个情景×30个种子×10,000户×120个月，2个进程",
    ),
    "bench.unit.s": _pair("s", "秒"),
    "bench.unit.ns": _pair("ns", "纳秒"),
    "bench.unit.bytes": _pair("bytes", "字节"),
    "bench.unit.times": _pair("times", "倍"),
    # The page.
    "web.starting": _pair("Starting the page; the first start takes some seconds.", "正在启动页面；首次启动需要数秒。"),
    "web.ready": _pair("The page is at {address} (Ctrl-C ends it)", "页面地址：{address}（按 Ctrl-C 结束）"),
    "web.ready_unknown": _pair(
        "The page is at {address} (Ctrl-C ends it); other computers reach it, on the same port, at this machine's "
        "address on their network",
        "页面地址：{address}（按 Ctrl-C 结束）；其他电脑请用本机的局域网地址访问，端口相同",
    ),
    "web.ready_here": _pair(
        "The page is at {address}, for this machine alone (Ctrl-C ends it); --host 0.0.0.0 lets others in",
        "页面地址：{address}，仅供本机访问（按 Ctrl-C 结束）；--host 0.0.0.0 可让其他电脑访问",
    ),
    "web.written": _pair("Written: {file} ({size} MB)", "已写入：{file}（{size} MB）"),
}
