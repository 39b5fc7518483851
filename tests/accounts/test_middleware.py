"""Where somebody who is signed out comes back to, and what stands where only forms go."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.factories import CohortFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
FORMS_ONLY = "/cohorts/1/groups/divide/"


@pytest.mark.parametrize(
    ("page", "back"),
    [
        (f"{SITE}/cohorts/1/groups/?page=2", "/cohorts/1/groups/?page=2"),
        ("https://elsewhere.example/cohorts/1/groups/", FORMS_ONLY),
        ("", FORMS_ONLY),
    ],
)
def test_who_sends_a_form_after_the_session_is_over_returns_to_the_page_of_the_form(client, page, back):
    response = client.post(FORMS_ONLY, {"n_groups": 2}, headers={"Referer": page})
    query = urlencode({"next": back}, safe="/")
    assert (response.status_code, response["Location"]) == (302, f"/account/sign-in/?{query}")


def test_who_opens_a_page_returns_to_it(client):
    response = client.get("/cohorts/1/groups/", headers={"Referer": f"{SITE}/elsewhere/"})
    assert response["Location"] == "/account/sign-in/?next=/cohorts/1/groups/"


def test_an_address_for_forms_says_so_to_who_opens_it(client):
    seat = EnrolmentFactory(instructor=True)
    client.force_login(seat.user)
    there = f"/cohorts/{seat.cohort_id}/groups/divide/"
    page = client.get(there)
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "This address only takes what a form sends" in page.content.decode()
    assert client.put(there).content == b""


def test_another_theme_after_a_form_with_mistakes_leads_back_to_the_page_of_the_form(client):
    seat = EnrolmentFactory(instructor=True)
    client.force_login(seat.user)
    page, there = f"{SITE}/cohorts/{seat.cohort_id}/groups/", f"/cohorts/{seat.cohort_id}/groups/divide/"
    refused = client.post(there, {"n_groups": 0}, headers={"Referer": page}).content.decode()
    assert f'name="next"\n  value="{page}"' in refused
    assert client.post(reverse("theme"), {"theme": "dark", "next": page})["Location"] == page


def test_a_learner_who_is_signed_out_finds_the_way_in_and_back(client):
    cohort = CohortFactory()
    query = urlencode({"next": "/quiz/1/"})
    assert f'href="/join/?{query}"' in client.get(f"/account/sign-in/?{query}").content.decode()
    there = client.post(f"/join/?{query}", {"code": cohort.join_code})["Location"]
    assert there == f"/join/{cohort.join_code}/?{query}"
