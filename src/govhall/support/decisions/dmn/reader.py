"""Reads DMN 1.1 to 1.5 XML into `model.Definitions`: no entities, no DTD, no network, bounded size.

Only the shape is checked here; names and types are resolved by the engine.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from govhall.support.decisions.dmn import model
from govhall.support.decisions.dmn.errors import DmnError
from govhall.support.decisions.dmn.read_boxes import child, children, local_name, read_box, text_of

_NAMESPACES = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
    "https://www.omg.org/spec/DMN/20240513/MODEL/",
)
MAX_BYTES = 8_000_000
_MAX_DEPTH = 120
_MAX_ELEMENTS = 300_000


def parse_xml(source: bytes) -> etree._Element:
    """Return the root of a document that was read without entities, DTD or network.

    :raises DmnError: for malformed, too large or too deep XML, or any DOCTYPE.
    """
    if len(source) > MAX_BYTES:
        raise DmnError("dmn-too-large", "the file is too large")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError as error:
        raise DmnError("dmn-malformed-xml", "the file is not well-formed XML", line=error.lineno or 0) from None
    except ValueError:
        raise DmnError("dmn-malformed-xml", "the file is not well-formed XML") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise DmnError("dmn-doctype", "a document type declaration is not allowed")
    _check_size(root)
    return root


def _check_size(root: etree._Element) -> None:
    level: list[etree._Element] = [root]
    total = 0
    for _depth in range(_MAX_DEPTH):
        if not level:
            return
        total += len(level)
        if total > _MAX_ELEMENTS:
            raise DmnError("dmn-too-large", "the file has too many elements")
        level = [below for element in level for below in element]
    raise DmnError("dmn-too-deep", "the file is nested too deeply")


def read_definitions(source: bytes) -> model.Definitions:
    """Return the model of a file.

    :raises DmnError: when the file is not a DMN model.
    """
    root = parse_xml(source)
    namespace = etree.QName(root).namespace or ""
    if local_name(root) != "definitions" or namespace not in _NAMESPACES:
        raise DmnError("dmn-unknown-namespace", "the file is not a DMN model of a known version")
    elements = tuple(_elements(root))
    by_id: dict[str, model.Element] = {}
    for element in elements:
        if element.id in by_id:
            raise DmnError("dmn-duplicate-id", "two elements share an id", element=element.name)
        by_id[element.id] = element
    return model.Definitions(
        namespace=root.get("namespace", ""),
        name=root.get("name", ""),
        imports=tuple(
            model.Import(item.get("namespace", ""), item.get("name", ""))
            for item in children(root, "import")
            if "DMN" in item.get("importType", "") or "dmn" in item.get("importType", "")
        ),
        items=tuple(_item(item) for item in children(root, "itemDefinition")),
        elements=elements,
        by_id=by_id,
    )


def _elements(root: etree._Element) -> Iterator[model.Element]:
    for node in root:
        kind = local_name(node)
        name = " ".join(node.get("name", "").split())
        identifier = node.get("id", "") or f"{kind}:{name}"
        if kind == "inputData":
            yield model.InputData(identifier, name, _variable(node, name), text_of(node, "description"))
        elif kind == "decision":
            box = next((found for found in map(read_box, node) if found is not None), None)
            yield model.Decision(identifier, name, _variable(node, name), box, _requirements(node))
        elif kind == "businessKnowledgeModel":
            logic = child(node, "encapsulatedLogic")
            function = read_box(logic) if logic is not None else None
            body = function if isinstance(function, model.FunctionBox) else None
            yield model.KnowledgeModel(identifier, name, _variable(node, name), body, _requirements(node))
        elif kind == "decisionService":
            yield model.DecisionService(
                identifier,
                name,
                _variable(node, name),
                outputs=_hrefs(node, "outputDecision"),
                encapsulated=_hrefs(node, "encapsulatedDecision"),
                input_decisions=_hrefs(node, "inputDecision"),
                input_data=_hrefs(node, "inputData"),
            )


def _variable(node: etree._Element, name: str) -> model.Variable:
    found = child(node, "variable")
    if found is None:
        return model.Variable(name)
    return model.Variable(" ".join(found.get("name", name).split()) or name, _type_ref(found))


def _type_ref(node: etree._Element) -> str:
    return node.get("typeRef") or text_of(node, "typeRef")


def _requirements(node: etree._Element) -> tuple[str, ...]:
    found: list[str] = []
    for requirement in node:
        if local_name(requirement) in ("informationRequirement", "knowledgeRequirement"):
            found.extend(item.get("href", "") for item in requirement if item.get("href"))
    return tuple(found)


def _hrefs(node: etree._Element, name: str) -> tuple[str, ...]:
    return tuple(item.get("href", "") for item in children(node, name))


def _item(node: etree._Element) -> model.ItemDefinition:
    allowed, constraint = child(node, "allowedValues"), child(node, "typeConstraint")
    function = child(node, "functionItem")
    parameters = None
    if function is not None:
        parameters = tuple(
            model.Variable(item.get("name", ""), _type_ref(item)) for item in children(function, "parameters")
        )
    return model.ItemDefinition(
        name=" ".join(node.get("name", "").split()),
        type_ref=_type_ref(node),
        allowed=text_of(allowed, "text") if allowed is not None else "",
        constraint=text_of(constraint, "text") if constraint is not None else "",
        is_collection=node.get("isCollection") == "true",
        components=tuple(_item(item) for item in children(node, "itemComponent")),
        function_parameters=parameters,
        function_result=function.get("outputTypeRef", "") if function is not None else "",
    )
