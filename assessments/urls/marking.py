"""Addresses of marking, review, regrading and paper."""

from django.urls import path

from assessments.views import attempts, keys, marking, paper, review

urlpatterns = [
    path("sittings/<key:pk>/marking/", marking.marking, name="marking"),
    path("sittings/<key:pk>/marking/second/", marking.plan, name="marking-plan"),
    path("sittings/<key:pk>/marking/agreement/", marking.agreement, name="agreement"),
    path("sittings/<key:pk>/marking/<key:version>/", marking.mark, name="mark"),
    path("sittings/<key:pk>/marking/<key:version>/claim/", marking.claim, name="mark-claim"),
    path("sittings/<key:pk>/marking/<key:version>/given/", marking.mark_given, name="mark-given"),
    path("sittings/<key:pk>/marking/<key:version>/undo/", marking.undo, name="mark-undo"),
    path("sittings/<key:pk>/attempts/", attempts.attempts, name="attempts"),
    path("sittings/<key:pk>/late/", attempts.late, name="late"),
    path("sittings/<key:pk>/late/<key:late_pk>/", attempts.late_decide, name="late-decide"),
    path("attempts/<key:pk>/review/", attempts.attempt_review, name="attempt-review"),
    path("attempts/<key:pk>/override/", attempts.attempt_override, name="attempt-override"),
    path("attempts/<key:pk>/void/", attempts.attempt_void, name="attempt-void"),
    path("lessons/<id:slug>/review/", review.review, name="review"),
    path("lessons/<id:slug>/review/rule/", review.review_rule, name="review-rule"),
    path("lessons/<id:slug>/review/close/", review.review_close, name="review-close"),
    path("lessons/<id:slug>/review/<key:version>/<id:token>/", review.review_answer, name="review-answer"),
    path("lessons/<id:slug>/regrades/<key:pk>/undo/", review.regrade_undo, name="regrade-undo"),
    path("lessons/<id:slug>/keys/", keys.keys, name="keys"),
    path("lessons/<id:slug>/keys/<key:version>/", keys.key, name="key"),
    path("sittings/<key:pk>/paper/", paper.paper, name="paper"),
    path("sittings/<key:pk>/paper/key/", paper.paper_key, name="paper-key"),
    path("sittings/<key:pk>/paper/entry/", paper.paper_entry, name="paper-entry"),
]
