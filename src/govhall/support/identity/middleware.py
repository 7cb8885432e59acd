"""Says who acts: sets ``request.actor`` for everything behind it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from govhall.kernel.actor import VISITOR


class ActorMiddleware:
    """Sets ``request.actor``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Set the actor and pass the request on."""
        request.actor = VISITOR  # type: ignore[attr-defined]  # ours, on every request
        return self.get_response(request)
