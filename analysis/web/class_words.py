"""Words of the class game in both languages; choices, goals and headlines stand in its data file."""

from __future__ import annotations


def _pair(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


CLASS_WORDS: dict[str, dict[str, str]] = {
    "tab.class": _pair("Class", "课堂"),
    "class.title": _pair("Class game", "课堂游戏"),
    "class.lead": _pair("Sixteen quarters, one decision each, a real simulated economy: can you lend more without overspending?", "十六个季度，每季一个决定，一个真实模拟的经济体：能否多贷而不超支？"),
    "class.quarter": _pair("Quarter {now} of {of}", "第{now}季度，共{of}季度"),
    "class.over": _pair("The game is over", "游戏结束"),
    "class.lab": _pair("Lab", "实验室"),
    "class.facilitator": _pair("Facilitator’s page", "教师指南"),
    "class.lesson": _pair("Lesson sheet", "学习单"),
    "class.alone": _pair("Play alone", "单人游戏"),
    "class.alone.note": _pair("The number fixes the economy and its shocks: the same number and the same choices give the same game.", "编号决定经济体及其冲击：编号与选择相同，结果就相同。"),
    "class.number": _pair("Number of the game, 1 to {most}", "游戏编号，1至{most}"),
    "class.begin": _pair("Begin", "开始"),
    "class.lead_class": _pair("Lead a class", "带领课堂"),
    "class.lead_class.note": _pair("This screen shows the class’s choices and closes each vote. Students join by a code; no accounts.", "本屏幕显示全班的选择并结束投票。学生凭代码加入，无需账号。"),
    "class.join": _pair("Join a class", "加入课堂"),
    "class.join.note": _pair("The code is on the teacher’s screen.", "代码在教师屏幕上。"),
    "class.code": _pair("Code", "代码"),
    "class.join.do": _pair("Join", "加入"),
    "class.join_at": _pair("Join at *{address}*, code *{code}*", "加入：*{address}*，代码*{code}*"),
    "class.number_is": _pair("Game {seed}", "游戏{seed}"),
    "class.bulletin": _pair("Quarterly bulletin", "季度简报"),
    "class.state": _pair("Last quarter {share} of firms had a bank loan; {refused} of applications were refused; {bad} of loans a year defaulted.", "上季{share}的企业有银行贷款；{refused}的申请被拒；年违约率{bad}。"),
    "class.decision": _pair("Your decision for the next three months", "未来三个月的决定"),
    "class.votes": _pair("*{voted} of {players}* have chosen", "*{voted}/{players}*人已选择"),
    "class.play": _pair("Close the vote and play: {choice}", "结束投票并执行：{choice}"),
    "class.pick": _pair("Most votes are marked; choose a column to play another.", "已标出得票最多者；点选一列可改为执行其他选项。"),
    "class.voted": _pair("You chose *{choice}*. You can change it until the vote is closed.", "您选择了*{choice}*。投票结束前可以更改。"),
    "class.not_voted": _pair("Choose one; the teacher closes the vote.", "请选择一项；由教师结束投票。"),
    "class.column": _pair("{choice}: {count} votes", "{choice}：{count}票"),
    "class.living": _pair("Three months pass", "三个月过去"),
    "class.goals": _pair("The goals at the end of quarter {of}", "第{of}季度末的目标"),
    "class.goals.note": _pair("Compared with the same economy, the same shocks, and “{opening}” in every quarter.", "与同一经济体、同样冲击、每季都选“{opening}”相比。"),
    "class.at_least": _pair("goal: at least {value}", "目标：至少{value}"),
    "class.at_most": _pair("goal: at most {value}", "目标：至多{value}"),
    "class.met": _pair("✓ {value}", "✓ {value}"),
    "class.missed": _pair("✕ {value}", "✕ {value}"),
    "class.no_value": _pair("after quarter 1", "第1季度后显示"),
    "class.now": _pair("now", "当前"),
    "class.short": _pair("Q{number}", "第{number}季"),
    "class.verdict.all": _pair("All {of} goals met", "{of}个目标全部达成"),
    "class.verdict.some": _pair("{met} of {of} goals met", "达成{of}个目标中的{met}个"),
    "class.verdict.note": _pair("Below: the same economy and shocks, had one choice been kept from the first quarter to the last. A model’s answer for one economy, not a forecast.", "下方：同一经济体、同样冲击下，自始至终只选一项的结果。这是模型对一个经济体的回答，不是预测。"),
    "class.compared": _pair("Your game beside fixed rules", "您的游戏与固定规则对比"),
    "class.yours": _pair("This game", "本局"),
    "class.always": _pair("Always: {choice}", "始终：{choice}"),
    "class.again": _pair("Another game", "再来一局"),
    "class.scenario": _pair("Scenario file of this game", "本局的情景文件"),
    "class.asleep": _pair("The server does not answer; trying again.", "服务器没有响应；正在重试。"),
}  # fmt: skip
