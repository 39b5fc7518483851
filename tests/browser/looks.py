"""Looking at a page as everybody may see it."""

# Of a box or a button in a label, the label is what one touches.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'a, button, summary, input:not([type=hidden], label *), label:has(input)')]
  .filter((e) => e.checkVisibility())
  .filter((e) => !e.closest('.prose, .visually-hidden, .skip, p, dd, .desk-title, .address-line, .note'))
  .filter((e) => { const b = e.getBoundingClientRect(); return b.height < 43.5 && b.width > 2; })
  .map((e) => `${e.tagName} ${e.textContent.trim().slice(0, 40)} ${Math.round(e.getBoundingClientRect().height)}`)"""
# What reaches over the side, innermost first, unless it scrolls in a box of its own.
OVER_THE_SIDE = """() => document.documentElement.scrollWidth <= innerWidth ? []
  : [...document.querySelectorAll('body *')]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, .visually-hidden'))
  .map((e) => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 30)}`).reverse().slice(0, 5)"""
LAPTOP, PHONE = (1280, 720), (360, 740)
ALL = [(LAPTOP, "light"), (LAPTOP, "dark"), (PHONE, "light"), (PHONE, "dark")]
HALF = [(LAPTOP, "light"), (PHONE, "dark")]


def look_at(page, axe, looks=ALL):
    """Assert that a page is accessible at 1280 and 360, light and dark.

    And that it does not scroll sideways at 320, nor at 360 with text twice as large.
    """
    for (width, height), scheme in looks:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        axe(page)
    nothing(page, SMALL_TARGETS)
    page.set_viewport_size({"width": 320, "height": 640})
    nothing(page, OVER_THE_SIDE)
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    nothing(page, OVER_THE_SIDE)
    page.evaluate("document.documentElement.style.fontSize = ''")


def nothing(page, search):
    found = page.evaluate(search)
    assert not found, found
