"""The cases of the demonstration as stories: who applies for what, how many working days ago, and what happens when."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """
    One case. ``ago`` counts working days back from the last whole one; ``acts`` are verbs with the working day after
    the application on which they happen, in order: ``accept@1``.
    """

    who: str
    item: str
    agency: str
    ago: int
    acts: tuple[str, ...] = ()


def _story(who: str, ago: int, acts: str = "", *, item: str, agency: str) -> Story:
    return Story(who=who, item=item, agency=agency, ago=ago, acts=tuple(acts.split()))


def _food(who: str, ago: int, acts: str = "", agency: str = "guanshanhu-market") -> Story:
    return _story(who, ago, acts, item="食品经营许可", agency=agency)


STORIES: Final = (
    _food("金朱豆花面馆", 22, "receive@0 accept@0 pass@2 pass@3 grant@4 download@5 rate-1@5"),
    _food("林城小厨", 18, "receive@0 accept@0 pass@1 pass@2 grant@3 download@3 rate-2@4"),
    _food("长岭糯米饭店", 15, "receive@0 ask@0 correct@2 accept@2 pass@4 pass@5 grant@6 download@8 rate-4@8"),
    _food("观山湖畔茶餐厅", 13, "receive@0 accept@1 unfit@3 pass@4 deny@5"),
    _food("百花酸汤鱼馆", 10, "receive@0 accept@0"),
    _food("会展城简餐店", 9, "receive@0 accept@0 suspend@2"),
    _food("阅山湖烘焙坊", 7, "receive@0 accept@0 pass@3"),
    _food("碧海米粉店", 6, "receive@0 accept@0 pass@2 pass@4"),
    _food("世纪城火锅店", 5, "receive@0 accept@1"),
    _food("黔灵山路早餐店", 4, "receive@0 ask@0"),
    _food("石林路烤肉店", 4, "receive@0 accept@0 pass@2"),
    _food("朱昌农家菜馆", 3, "receive@0 withdraw@1"),
    _food("诚信路奶茶店", 1, "receive@0"),
    _food("枫林路面包店", 0),
    _food("红军山豆腐店", 12, "receive@0 accept@0 pass@1 pass@3 grant@4 download@4 rate-1@5", "honghuagang-market"),
    _food("湘江羊肉粉馆", 5, "receive@0 accept@1", "honghuagang-market"),
    _food("丁字口小吃店", 0, "", "honghuagang-market"),
    _story("云潭理发店", 9, "receive@0 accept@0 pass@1 pass@2 grant@3 download@3 rate-1@4",
           item="公共场所卫生许可", agency="guanshanhu-health"),
    _story("金阳美容馆", 3, "receive@0 accept@0", item="公共场所卫生许可", agency="guanshanhu-health"),
    _story("观山客栈", 1, "receive@0", item="公共场所卫生许可", agency="guanshanhu-health"),
    _story("蒙秀珍", 20, "receive@0 accept@1 pass@4 pass@6 grant@8 download@9 rate-1@9",
           item="高龄津贴", agency="guanshanhu-civil"),
    _story("莫正邦", 10, "receive@0 accept@0 pass@3", item="高龄津贴", agency="guanshanhu-civil"),
    _story("韦桂芝", 2, "receive@0 accept@1", item="高龄津贴", agency="guanshanhu-civil"),
    _story("龙昌荣", 0, item="高龄津贴", agency="guanshanhu-civil"),
    _story("覃思远", 7, "receive@0 accept@0 pass@1 pass@1 grant@2 download@3 rate-2@3",
           item="居住证申领", agency="guanshanhu-police"),
    _story("岑文博", 3, "receive@0 accept@0", item="居住证申领", agency="guanshanhu-police"),
    _story("陆青青", 0, item="居住证申领", agency="guanshanhu-police"),
    _story("简慧敏", 8, "receive@0 accept@0 pass@2 pass@3 grant@4 download@4", item="护士执业注册",
           agency="guanshanhu-health"),
    _story("白若云", 2, "receive@0 accept@0", item="护士执业注册", agency="guanshanhu-health"),
)  # fmt: skip
