"""Small BPMN texts for tests, built from their parts."""

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:govhall="https://govhall.example/bpmn" id="file" targetNamespace="urn:test">'
    '<bpmn:process id="{key}" name="测试流程" isExecutable="true">'
)
FOOT = "</bpmn:process></bpmn:definitions>"


def user(code: str, role: str = "examiner", outcomes: tuple[str, ...] = ("pass",)) -> str:
    listed = "".join(f'<govhall:outcome code="{outcome}" name="{outcome}"/>' for outcome in outcomes)
    return (
        f'<bpmn:userTask id="{code}" name="{code}" govhall:role="{role}">'
        f"<bpmn:extensionElements>{listed}</bpmn:extensionElements></bpmn:userTask>"
    )


def flow(source: str, target: str, condition: str = "") -> str:
    inner = f"<bpmn:conditionExpression><![CDATA[{condition}]]></bpmn:conditionExpression>" if condition else ""
    ends = f'id="{source}-{target}" sourceRef="{source}" targetRef="{target}"'
    return f"<bpmn:sequenceFlow {ends}>{inner}</bpmn:sequenceFlow>"


def process(*parts: str, key: str = "test-process") -> str:
    return HEAD.format(key=key) + "".join(parts) + FOOT


START = '<bpmn:startEvent id="begin"/>'
END = '<bpmn:endEvent id="finish"/>'


def exclusive(code: str, default: str = "") -> str:
    return f'<bpmn:exclusiveGateway id="{code}"' + (f' default="{default}"/>' if default else "/>")


def parallel(code: str) -> str:
    return f'<bpmn:parallelGateway id="{code}"/>'


def script(code: str, text: str) -> str:
    inner = f"<bpmn:script><![CDATA[{text}]]></bpmn:script>"
    return f'<bpmn:scriptTask id="{code}" scriptFormat="feel">{inner}</bpmn:scriptTask>'
