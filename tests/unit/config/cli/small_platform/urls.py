"""One page: who answers, and that the database does."""

import os

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database is away."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM auth_user")
    except Exception:
        connection.close()
        return JsonResponse({"database": "away"}, status=503)
    return JsonResponse({"pid": os.getpid(), "parent": os.getppid()})


urlpatterns = [path("healthz", healthz)]
