"""What a class sees at each item of its plan."""

import pytest

from delivery.reports.scenes import PhaseTitle, Scene


@pytest.mark.parametrize(
    ("n_phases", "n_letters", "density"),
    [(4, 30, ""), (9, 70, "dense narrow-denser"), (7, 160, "denser narrow-densest")],
)
def test_an_activity_of_many_phases_is_set_smaller(n_phases, n_letters, density):
    title = ("where water comes from " * 10)[:n_letters]
    phases = tuple(PhaseTitle(str(place), title, 60) for place in range(n_phases))
    assert Scene(1, "activity", "Your own site", number="1.8.1", phases=phases).density == density
