"""A witness's line to a log: requests as they go over the wire, without the wire."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.test import Client

API = "/api/evidence/"


class OverHttp:
    """The witness's line to the log: requests as they go over the wire, without the wire."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.replace: Callable[[dict[str, Any]], dict[str, Any]] = lambda answer: answer

    def get(self, path: str) -> Mapping[str, Any]:
        answer = self.client.get(API + path)
        assert answer.status_code == 200, answer.content
        return self.replace(answer.json())

    def post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        answer = self.client.post(API + path, json.dumps(body), content_type="application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()
