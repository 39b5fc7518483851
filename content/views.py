"""An administrator brings in a course: upload, look at the difference, confirm."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.access import get_own_draft, require_content_administrator
from content.actions import OutdatedPreviewError, find_draft, forget_draft, keep_draft, load_draft, undirected_courses
from content.archives import MAX_BYTES, RefusedArchiveError
from content.forms import ArchiveForm
from content.loader import PackError
from content.problems import Problem


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload(request):
    """Take an archive, and show every problem of it or what it would change."""
    require_content_administrator(request.user)
    form = ArchiveForm(request.POST or None, request.FILES or None, label_suffix="")
    problems: Sequence[Problem] = []
    if request.method == "POST":
        form = ArchiveForm(request.POST, request.FILES, label_suffix="")
        if form.is_valid():
            try:
                return _keep(request, form.cleaned_data["file"])
            except RefusedArchiveError as error:
                form.add_error("file", str(error))
            except PackError as error:
                problems = error.problems
    status = 422 if form.errors or problems else 200
    return render(request, "content/import.html", {"form": form, "problems": problems}, status=status)


def _keep(request, file):
    if file.size > MAX_BYTES:
        raise RefusedArchiveError(_("The file is larger than 8 MiB."))
    draft = keep_draft(by=request.user.pk, file_name=file.name, archive=file.read(), now=timezone.now())
    return redirect("content:preview", draft.token)


@never_cache
@require_safe
@login_required
def preview(request, token):
    """What loading would change."""
    require_content_administrator(request.user)
    return _show(request, get_own_draft(request.user, token))


def _show(request, draft, *, is_outdated=False):
    context = {"draft": draft, "is_outdated": is_outdated}
    return render(request, "content/preview.html", context, status=409 if is_outdated else 200)


@require_POST
@login_required
def load(request, token):
    """Load a draft. Pressed twice, it is done once."""
    require_content_administrator(request.user)
    draft = find_draft(request.user.pk, token)
    if draft is not None:
        try:
            load_draft(by=request.user, draft=draft, now=timezone.now())
        except OutdatedPreviewError as error:
            return _show(request, error.draft, is_outdated=True)
        except PackError as error:
            context = {"form": ArchiveForm(label_suffix=""), "problems": error.problems}
            return render(request, "content/import.html", context, status=409)
        messages.success(request, _("Loaded: {what}.").format(what=draft.holds))
        for course in undirected_courses():
            said = _("Nobody directs “{course}” yet, so nobody can make a cohort of it. Appoint a director.")
            messages.warning(request, said.format(course=course.title))
    return redirect("content:import")


@require_POST
@login_required
def discard(request, token):
    """Forget a draft. Pressed twice, it is done once."""
    require_content_administrator(request.user)
    draft = find_draft(request.user.pk, token)
    if draft is not None:
        forget_draft(by=request.user.pk, draft=draft)
    return redirect("content:import")
