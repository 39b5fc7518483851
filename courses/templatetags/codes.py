"""Template filters for codes and PINs."""

from django import template

from courses.codes import grouped

register = template.Library()
register.filter("grouped", grouped)
