"""What a browser calls itself, in words that a person recognises."""

BROWSERS = [
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("chrom", "Chrome"),
    ("crios", "Chrome"),
    ("safari", "Safari"),
]
SYSTEMS = [
    ("android", "Android"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("windows", "Windows"),
    ("cros", "ChromeOS"),
    ("mac os", "Mac"),
    ("linux", "Linux"),
]


def device_of(agent: str) -> str:
    """Return such as ``Firefox, Android``; what is not known is left out, and nothing known gives ``?``."""
    said = agent.lower()
    found = [next((name for mark, name in table if mark in said), "") for table in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found)) or "?"
