"""
Reads BPMN text into XML within limits: no entities, no network, bounded size, only elements that are tested.

Everything a process file may contain is listed here; what isn't listed is refused with the id of its element.
"""

from typing import Final

from lxml import etree

from govhall.support.workflow.engine.errors import ProcessInvalid

MODEL: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
GOVHALL: Final = "{https://govhall.example/bpmn}"
DIAGRAM: Final = (
    "{http://www.omg.org/spec/BPMN/20100524/DI}",
    "{http://www.omg.org/spec/DD/20100524/DC}",
    "{http://www.omg.org/spec/DD/20100524/DI}",
)

BYTES: Final = 1_000_000
ELEMENTS: Final = 5_000

# One test each in tests/unit/support/workflow/test_bpmn_constructs.py.
ALLOWED: Final = frozenset(
    MODEL + name
    for name in (
        "definitions", "collaboration", "participant", "process", "documentation", "extensionElements",
        "laneSet", "lane", "flowNodeRef", "incoming", "outgoing", "sequenceFlow", "conditionExpression",
        "startEvent", "endEvent", "userTask", "scriptTask", "script", "exclusiveGateway", "parallelGateway",
        "textAnnotation", "text", "association",
    )
) | {GOVHALL + "outcome"}  # fmt: skip


def read(bpmn: str) -> etree._Element:
    """Return the root element of a BPMN file. :raises ProcessInvalid: if it breaks a limit or is not XML"""
    content = bpmn.encode()
    if len(content) > BYTES:
        raise ProcessInvalid(f"流程文件超过 {BYTES // 1000} KB。")
    if "<!DOCTYPE" in bpmn:
        raise ProcessInvalid("流程文件不得含有 DOCTYPE。")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ProcessInvalid(f"流程文件不是有效的 XML：{error.msg}") from error
    _check_elements(root)
    return root


def _check_elements(root: etree._Element) -> None:
    count = 0
    for element in root.iter():
        count += 1
        if not isinstance(element.tag, str):  # an entity reference
            raise ProcessInvalid("流程文件不得含有实体引用。")
        if element.tag not in ALLOWED and not element.tag.startswith(DIAGRAM):
            name = etree.QName(element).localname
            raise ProcessInvalid(f"流程文件含有不支持的元素 {name}", element=_nearest_id(element))
    if count > ELEMENTS:
        raise ProcessInvalid(f"流程文件的元素超过 {ELEMENTS} 个。")


def _nearest_id(element: etree._Element | None) -> str:
    while element is not None:
        if name := element.get("id"):
            return str(name)
        element = element.getparent()
    return ""
