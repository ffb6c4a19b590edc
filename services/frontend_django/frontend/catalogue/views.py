"""A delivery, for people: the catalogue's button fills the shelves again."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from frontend.inventory import get_inventory


@require_POST
@csrf_protect
def take_delivery(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Ask the inventory for a delivery, and lead back to the catalogue, which shows it."""
    get_inventory().refill_shelves()
    return HttpResponseRedirect(reverse("catalogue"), status=303)
