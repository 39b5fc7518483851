"""Where the activities of a lesson stand among its frames: in the first plan of a class, and in the guide."""

from collections.abc import Mapping, Sequence

from activities.models import Activity
from lessons.deck import Step, slide_key
from lessons.models import Lesson


def openers_of(lesson: Lesson) -> dict[str, str]:
    """Return the frame that opens each activity, by the activity's slug."""
    slides = lesson.slides.current().exclude(activity="").values_list("activity", "slug")
    return {activity: slide_key(slug) for activity, slug in slides}


def frame_before(activity: Activity, deck: Sequence[Step], opened_by: Mapping[str, str]) -> str:
    """Return the key of the frame after which an activity comes.

    The one that opens it. An activity that borrows its plan is a second listing and comes last; a brainstorm that no
    frame opens collects what the class knows, and so comes before the first slide. All others come when the class has
    seen what they are about: after the last slide with an outcome of theirs, or after all slides.
    """
    keys = [step.frame.key for step in deck]
    slides = [index for index, step in enumerate(deck) if step.frame.kind in {"slide", "activity"}]
    if activity.slug in opened_by:
        return opened_by[activity.slug]
    if activity.plan_of_id is not None or not slides:
        return keys[-1]
    if activity.kind == Activity.Kind.BRAINSTORM:
        return keys[slides[0] - 1]
    outcomes = set(activity.outcomes.all())
    teaching = [index for index in slides if not outcomes.isdisjoint(deck[index].script.outcomes)]
    return keys[max(teaching, default=slides[-1])]
