"""What every template knows about the person's choices."""

from django.http import HttpRequest

THEMES = ("auto", "light", "dark")


def theme(request: HttpRequest) -> dict[str, str]:
    """Return the chosen colour theme: ``auto`` follows the device."""
    chosen = request.COOKIES.get("theme", "auto")
    return {"theme": chosen if chosen in THEMES else "auto"}
