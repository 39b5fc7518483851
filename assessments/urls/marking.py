"""Addresses of marking, review, regrading and paper."""

from django.urls import path

from assessments.views import marking

urlpatterns = [
    path("sittings/<int:pk>/marking/", marking.marking, name="marking"),
    path("sittings/<int:pk>/marking/second/", marking.plan, name="marking-plan"),
    path("sittings/<int:pk>/marking/agreement/", marking.agreement, name="agreement"),
    path("sittings/<int:pk>/marking/<int:version>/", marking.mark, name="mark"),
    path("sittings/<int:pk>/marking/<int:version>/claim/", marking.claim, name="mark-claim"),
    path("sittings/<int:pk>/marking/<int:version>/undo/", marking.undo, name="mark-undo"),
]
