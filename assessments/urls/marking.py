"""Addresses of marking, review, regrading and paper."""

from django.urls import path

from assessments.views import attempts, keys, marking, paper, review

urlpatterns = [
    path("sittings/<int:pk>/marking/", marking.marking, name="marking"),
    path("sittings/<int:pk>/marking/second/", marking.plan, name="marking-plan"),
    path("sittings/<int:pk>/marking/agreement/", marking.agreement, name="agreement"),
    path("sittings/<int:pk>/marking/<int:version>/", marking.mark, name="mark"),
    path("sittings/<int:pk>/marking/<int:version>/claim/", marking.claim, name="mark-claim"),
    path("sittings/<int:pk>/marking/<int:version>/undo/", marking.undo, name="mark-undo"),
    path("sittings/<int:pk>/attempts/", attempts.attempts, name="attempts"),
    path("sittings/<int:pk>/late/", attempts.late, name="late"),
    path("sittings/<int:pk>/late/<int:late_pk>/", attempts.late_decide, name="late-decide"),
    path("attempts/<int:pk>/review/", attempts.attempt_review, name="attempt-review"),
    path("attempts/<int:pk>/override/", attempts.attempt_override, name="attempt-override"),
    path("attempts/<int:pk>/void/", attempts.attempt_void, name="attempt-void"),
    path("lessons/<id:slug>/review/", review.review, name="review"),
    path("lessons/<id:slug>/review/rule/", review.review_rule, name="review-rule"),
    path("lessons/<id:slug>/review/close/", review.review_close, name="review-close"),
    path("lessons/<id:slug>/review/<int:version>/<id:token>/", review.review_answer, name="review-answer"),
    path("lessons/<id:slug>/regrades/<int:pk>/undo/", review.regrade_undo, name="regrade-undo"),
    path("lessons/<id:slug>/keys/", keys.keys, name="keys"),
    path("lessons/<id:slug>/keys/<int:version>/", keys.key, name="key"),
    path("sittings/<int:pk>/paper/", paper.paper, name="paper"),
    path("sittings/<int:pk>/paper/key/", paper.paper_key, name="paper-key"),
    path("sittings/<int:pk>/paper/entry/", paper.paper_entry, name="paper-entry"),
]
