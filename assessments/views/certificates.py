"""Certificates: who gets one, giving and revoking them, their PDF, and the page on which anybody checks one."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import is_limit_reached, record_failed_try
from assessments.access.certificates import (
    get_certificate_to_print,
    get_directed_certificate,
    is_director,
)
from assessments.actions.certificates import give_certificates, revoke_certificate, set_certificate_rule
from assessments.certificates.page import Printed, certificates_pdf
from assessments.forms.certificates import CheckForm, GiveForm, RevokeForm, RuleForm
from assessments.models import Certificate
from assessments.reports.certificates import certificates_of, rule_of
from courses.access import get_directed_cohort, get_taught_cohort, get_taught_seat
from courses.exports import as_download
from courses.qr import is_loopback, public_base
from courses.spreadsheets.writing import safe_name

ON_A_PAGE = 30
CHECK_TRIES = 20


@never_cache
@require_safe
@login_required
def certificates(request, pk):
    """Who has a certificate, who would get one by the rule, and why the others do not."""
    cohort = get_taught_cohort(request.user, pk)
    found = certificates_of(cohort, timezone.now())
    return _page(request, found, RuleForm.of(found.rule, is_own=found.is_own))


def _page(request, found, form, *, status=200):
    page = Paginator(found.candidates, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "cohort": found.cohort,
        "found": found,
        "form": form,
        "is_director": is_director(request.user, found.cohort.course),
        "is_checked_here_only": is_loopback(public_base(request)),
    }
    return render(request, "assessments/certificates.html", context, status=status)


@never_cache
@require_POST
@login_required
def certificate_rule(request, pk):
    """Set the rule for certificates."""
    cohort = get_directed_cohort(request.user, pk)
    form = RuleForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, certificates_of(cohort, timezone.now()), form, status=422)
    for_course = form.cleaned_data["scope"] == "course"
    set_certificate_rule(cohort=cohort, for_course=for_course, values=form.values, by=request.user, now=timezone.now())
    return redirect("assessments:certificates", pk)


@never_cache
@require_POST
@login_required
def certificates_give(request, pk):
    """Give a certificate to everybody who meets the rule and has none."""
    cohort = get_directed_cohort(request.user, pk)
    found = certificates_of(cohort, timezone.now())
    give_certificates(
        cohort=cohort,
        seats=[each.seat for each in found.due],
        signatory=found.rule.signatory,
        is_by_hand=False,
        by=request.user,
        now=timezone.now(),
    )
    return redirect("assessments:certificates", pk)


@never_cache
@require_POST
@login_required
def certificate_give(request, pk, seat_pk):
    """Give one learner a certificate, whatever the rule says, and keep why."""
    cohort = get_directed_cohort(request.user, pk)
    seat = get_taught_seat(request.user, pk, seat_pk)
    form = GiveForm(request.POST, label_suffix="")
    if not form.is_valid():
        context = {"cohort": cohort, "seat": seat, "form": form}
        return render(request, "assessments/certificate_give.html", context, status=422)
    give_certificates(
        cohort=cohort,
        seats=[seat],
        signatory=rule_of(cohort).signatory,
        is_by_hand=True,
        by=request.user,
        now=timezone.now(),
        reason=form.cleaned_data["reason"],
    )
    return redirect("assessments:certificates", pk)


@never_cache
@require_POST
@login_required
def certificate_revoke(request, pk, certificate_pk):
    """Take a certificate back."""
    certificate = get_directed_certificate(request.user, pk, certificate_pk)
    form = RevokeForm(request.POST, label_suffix="")
    if not form.is_valid():
        context = {"cohort": certificate.enrolment.cohort, "certificate": certificate, "form": form}
        return render(request, "assessments/certificate_revoke.html", context, status=422)
    revoke_certificate(certificate=certificate, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
    return redirect("assessments:certificates", pk)


@never_cache
@require_safe
@login_required
def certificates_file(request, pk):
    """All certificates of a cohort as one PDF, by name."""
    cohort = get_taught_cohort(request.user, pk)
    rows = Certificate.objects.printable().filter(enrolment__cohort=cohort)
    return _pdf(request, list(rows.order_by("enrolment__name_key", "name", "pk")), cohort.name, _("Certificates"))


@never_cache
@require_safe
@login_required
def certificate(request, pk):
    """One certificate as PDF, for the learner and for those who teach."""
    found = get_certificate_to_print(request.user, pk)
    return _pdf(request, [found], found.course_title, _("Certificate"), found.shown_code)


def _pdf(request, found, *names):
    address = public_base(request) + reverse("assessments:check")
    printed = [
        Printed(
            name=each.name,
            course=each.course_title,
            day=localdate(each.issued_at),
            signatory=each.signatory,
            code=each.shown_code,
            address=address,
        )
        for each in found
    ]
    content = certificates_pdf(printed, title=" – ".join(names), now=timezone.now())
    answer = HttpResponse(content, content_type="application/pdf")
    return as_download(answer, safe_name(*names, kind="pdf"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request):
    """Say whether a certificate is valid, to anybody who has its code. Guessing is limited."""
    if request.method != "POST":
        form = CheckForm(initial={"code": request.GET.get("code", "")[:40]}, label_suffix="")
        return render(request, "assessments/check.html", {"form": form})
    form = CheckForm(request.POST, label_suffix="")
    tries = {"scope": "certificate", "key": "", "address": request.META["REMOTE_ADDR"], "now": timezone.now()}
    if is_limit_reached(**tries, limit=CHECK_TRIES):
        return render(request, "assessments/check_later.html", status=429)
    if not form.is_valid():
        return render(request, "assessments/check.html", {"form": form}, status=422)
    found = Certificate.objects.select_related("enrolment").filter(code=form.cleaned_data["code"]).first()
    if found is None:
        record_failed_try(**tries)
        form.add_error("code", _("There is no certificate with this code. Look at the certificate again."))
    return render(request, "assessments/check.html", {"form": form, "certificate": found}, status=200 if found else 422)
