"""A Django service of your own in one file: settings, addresses and its one view."""

import os
import secrets

import requests
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

SECRET_KEY = secrets.token_urlsafe(50)
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = __name__
TIME_ZONE = "UTC"
SHOP_URL = os.environ.get("SHOP_URL", "http://127.0.0.1:8000")
TIMEOUT_S = 20


@require_POST
def order_tea(_request: HttpRequest) -> JsonResponse:
    """Order one tea in the shop, and pass its answer on."""
    order = {"sku": "TEA-ASSAM", "quantity": 1}
    answer = requests.post(f"{SHOP_URL}/api/orders", json=order, timeout=TIMEOUT_S)
    return JsonResponse(answer.json(), status=answer.status_code)


urlpatterns = [path("orders", order_tea)]
