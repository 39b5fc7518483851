"""The groups of a cohort."""

import re
from collections import Counter

import pytest

from courses.actions import NameTakenError, divide_into_groups, move_to_group, remove_group, rename_group
from courses.models import SORT_KEY_LENGTH, Enrolment, Group
from tests.activities.factories import BoardFactory
from tests.factories import NOW, CohortFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db
NOTED = {"by": None, "now": NOW}


@pytest.fixture
def cohort():
    cohort = CohortFactory()
    EnrolmentFactory.create_batch(10, cohort=cohort)
    return cohort


@pytest.fixture
def staff(cohort, client):
    client.force_login(EnrolmentFactory(cohort=cohort, instructor=True).user)


def sizes(cohort):
    return Counter(cohort.enrolments.learners().values_list("group__name", flat=True))


def seating(cohort):
    return dict(cohort.enrolments.learners().values_list("pk", "group"))


@pytest.mark.parametrize(
    ("n_groups", "expected"),
    [
        (1, {"Group 1": 10}),
        (3, {"Group 1": 4, "Group 2": 3, "Group 3": 3}),
        (12, {f"Group {n}": 1 for n in range(1, 11)}),
    ],
)
def test_groups_are_nearly_equal_and_dividing_again_changes_nothing(cohort, n_groups, expected):
    divide_into_groups(cohort=cohort, n_groups=n_groups, **NOTED)
    assert sizes(cohort) == expected
    before = seating(cohort)
    divide_into_groups(cohort=cohort, n_groups=n_groups, **NOTED)
    divide_into_groups(cohort=cohort, n_groups=n_groups, is_anew=True, **NOTED)
    assert (seating(cohort), cohort.groups.count()) == (before, n_groups)


def test_who_comes_late_joins_the_smallest_group_and_nobody_else_moves(cohort):
    divide_into_groups(cohort=cohort, n_groups=3, **NOTED)
    before = seating(cohort)
    late = EnrolmentFactory(cohort=cohort)
    divide_into_groups(cohort=cohort, n_groups=3, **NOTED)
    late.refresh_from_db()
    assert ({key: group for key, group in seating(cohort).items() if key != late.pk}, late.group.name) == (
        before,
        "Group 2",
    )


def test_instructors_are_in_no_group_and_other_cohorts_stay(cohort):
    teacher = EnrolmentFactory(cohort=cohort, instructor=True)
    stranger = EnrolmentFactory()
    divide_into_groups(cohort=cohort, n_groups=2, **NOTED)
    groups = Enrolment.objects.filter(pk__in=[teacher.pk, stranger.pk]).values_list("group", flat=True)
    assert list(groups) == [None, None]


def test_dealt_anew_into_fewer_groups_the_others_go(cohort):
    divide_into_groups(cohort=cohort, n_groups=4, **NOTED)
    divide_into_groups(cohort=cohort, n_groups=2, is_anew=True, **NOTED)
    assert sizes(cohort) == {"Group 1": 5, "Group 2": 5}
    assert cohort.groups.count() == 2


def test_a_name_is_taken_once_in_a_cohort(cohort):
    first, second = divide_into_groups(cohort=cohort, n_groups=2, **NOTED)
    Group.objects.create(cohort=CohortFactory(), name="Blue")
    for _ in range(2):
        rename_group(group=first, name="Blue", **NOTED)
    with pytest.raises(NameTakenError):
        rename_group(group=second, name="Blue", **NOTED)
    assert sorted(cohort.groups.values_list("name", flat=True)) == ["Blue", "Group 2"]


def test_groups_are_listed_by_their_numbers_and_by_what_they_are_called_now(cohort):
    groups = divide_into_groups(cohort=cohort, n_groups=10, **NOTED)
    rename_group(group=groups[0], name="émeraude", **NOTED)
    assert [group.name for group in cohort.groups.all()] == ["émeraude", *(f"Group {n}" for n in range(2, 11))]


def test_a_name_full_of_numbers_fits(cohort):
    group = Group.objects.create(cohort=cohort, name="1 " * 30)
    group.refresh_from_db()
    assert group.sort_key == ("000001 " * 20)[:SORT_KEY_LENGTH]


def test_a_group_with_members_is_not_removed(cohort):
    (group,) = divide_into_groups(cohort=cohort, n_groups=1, **NOTED)
    assert not remove_group(group=group, **NOTED)
    assert sizes(cohort) == {"Group 1": 10}


def test_nobody_moves_to_a_group_of_another_cohort(cohort):
    seat = cohort.enrolments.first()
    with pytest.raises(ValueError, match="another cohort"):
        move_to_group(enrolment=seat, group=Group.objects.create(cohort=CohortFactory(), name="Blue"), **NOTED)


def test_staff_divides_moves_renames_and_removes(client, cohort, staff):
    base = f"/cohorts/{cohort.pk}/"
    for _ in range(2):
        response = client.post(f"{base}groups/divide/", {"n_groups": 2})
        assert (response.status_code, response["Location"]) == (302, f"{base}groups/")
    first, second = cohort.groups.order_by("pk")
    for seat in cohort.enrolments.learners().filter(group=first):
        assert client.post(f"{base}learners/{seat.pk}/group/", {"group": second.pk}).status_code == 302
    assert client.post(f"{base}learners/{seat.pk}/group/", {"group": ""}).status_code == 302
    assert client.post(f"{base}groups/{second.pk}/name/", {f"group-{second.pk}-name": " Blue "}).status_code == 302
    for _ in range(2):
        assert client.post(f"{base}groups/{first.pk}/remove/").status_code == 302
    assert sizes(cohort) == {"Blue": 9, None: 1}
    response = client.get(f"{base}groups/")
    assert [(group.name, len(seats)) for group, seats, _form in response.context["rows"]] == [("Blue", 9)]
    assert response.context["loose"] == [seat]


def test_what_dividing_did_is_said(client, cohort, staff):
    def divide(**sent):
        page = client.post(f"/cohorts/{cohort.pk}/groups/divide/", sent, follow=True)
        return [str(message) for message in page.context["messages"]]

    assert divide(n_groups=2) == ["10 learners were given a group."]
    assert divide(n_groups=3) == ["Nobody moved, for everybody has a group. To deal everybody out anew, tick the box."]
    assert divide(n_groups=2, is_anew="on") == ["Everybody was dealt out anew."]
    BoardFactory(run__cohort=cohort, group=cohort.groups.latest("pk"))
    assert divide(n_groups=1, is_anew="on") == [
        "Everybody was dealt out anew. 1 group more stays without learners: its work is kept."
    ]
    page = client.get(f"/cohorts/{cohort.pk}/groups/")
    assert page.context["divide"]["n_groups"].value() == 2


def test_a_group_that_stays_says_why(client, cohort, staff):
    (group,) = divide_into_groups(cohort=cohort, n_groups=1, **NOTED)
    page = client.post(f"/cohorts/{cohort.pk}/groups/{group.pk}/remove/", follow=True)
    assert '<p class="note warn" role="status">Group 1 stays: somebody is in it' in page.content.decode()


def test_wrong_numbers_and_names_are_shown_again(client, cohort, staff):
    _first, second = divide_into_groups(cohort=cohort, n_groups=2, **NOTED)
    base = f"/cohorts/{cohort.pk}/groups/"
    assert client.post(f"{base}divide/", {"n_groups": 0}).status_code == 422
    for name in ("", "Group 1"):
        response = client.post(f"{base}{second.pk}/name/", {f"group-{second.pk}-name": name})
        assert response.status_code == 422
    assert "Another group has this name." in response.content.decode()


@pytest.mark.parametrize("wanted", ["x", "²", "999999"])
def test_an_unknown_group_does_not_exist(client, cohort, staff, wanted):
    seat = cohort.enrolments.learners().first()
    assert client.post(f"/cohorts/{cohort.pk}/learners/{seat.pk}/group/", {"group": wanted}).status_code == 404


def test_learners_strangers_and_unknown_people_stay_out(client, cohort):
    (group,) = divide_into_groups(cohort=cohort, n_groups=1, **NOTED)
    seat = cohort.enrolments.first()
    base = f"/cohorts/{cohort.pk}/"
    posts = ["groups/divide/", f"groups/{group.pk}/name/", f"groups/{group.pk}/remove/", f"learners/{seat.pk}/group/"]
    assert [client.get(f"{base}groups/").status_code, *(client.post(base + path).status_code for path in posts)] == (
        [302] * 5
    )
    for stranger in (seat, EnrolmentFactory(instructor=True)):
        client.force_login(stranger.user)
        answers = [client.get(f"{base}groups/"), *(client.post(base + path) for path in posts)]
        assert [answer.status_code for answer in answers] == [404] * 5


@pytest.mark.parametrize("n_groups", [1, 10])
def test_the_number_of_queries_is_constant(client, cohort, staff, n_groups, django_assert_num_queries):
    divide_into_groups(cohort=cohort, n_groups=n_groups, **NOTED)
    with django_assert_num_queries(5):
        client.get(f"/cohorts/{cohort.pk}/groups/")


def choices(text, place):
    """The places to which the learners of a group, or of none (0), can be moved."""
    (form,) = re.findall(rf'<form class="row" method="post" id="of-{place}">(.*?)</form>', text, re.DOTALL)
    return re.findall(r'<option value="(\d*)">', form)


def test_one_choice_of_a_place_serves_all_learners_of_a_group(client, cohort, staff):
    first, second = divide_into_groups(cohort=cohort, n_groups=2, **NOTED)
    loose = EnrolmentFactory(cohort=cohort)
    text = client.get(f"/cohorts/{cohort.pk}/groups/").content.decode()
    assert choices(text, first.pk) == [str(second.pk), ""]
    assert choices(text, 0) == [str(first.pk), str(second.pk)]
    buttons = re.findall(rf'form="of-(\d+)" formaction="/cohorts/{cohort.pk}/learners/(\d+)/group/"', text)
    places = {seat: str(group or 0) for seat, group in seating(cohort).items()}
    assert {int(seat): place for place, seat in buttons} == places
    assert (len(buttons), places[loose.pk]) == (11, "0")


def test_without_groups_there_is_nowhere_to_move(client, cohort, staff):
    text = client.get(f"/cohorts/{cohort.pk}/groups/").content.decode()
    assert ("formaction" in text, text.count("<li><span><bdi>")) == (False, 10)
