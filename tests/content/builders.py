"""A small course on disk, right in every way, for tests to damage."""

from pathlib import Path

from django.conf import settings

from content.pack import read_packs

REAL = settings.BASE_DIR / "content" / "packs" / "cptm"

COURSE = """\
format: 1
id: clean-water
title: Clean water for everyone
edition: 2026
language: en
licence: Free to use and to change.
modules:
  - id: basics
    number: 1
    title: The basics
    lessons: [wells]
"""

LESSON = """\
format: 1
id: wells
number: 1.10
title: Wells and pumps
language: en
source:
  title: Field notes
  publisher: A water committee
  edition: 2026
  acknowledgement: Thanks to everyone who dug.
minutes:
  total: 30
  presentation: 10
  interactive: 20
aim: To keep a well clean.
relevance: |
  You drink from it.

  So do others.
outcomes:
  - id: parts
    text: Name the parts of a well
    short: Parts
  - id: care
    text: Explain how a well is kept clean
    short: Care
opening:
  minutes: 1
  notes:
    - core: Good morning.
sections:
  - id: building
    title: How a well is built
    slides:
      - id: parts
        number: 1
        title: The parts of a well
        layout: bullets-diagram
        outcomes: [parts]
        minutes: 3-5
        key_message: A well is more than a hole.
        bullets:
          - Lining
          - Cover
        media:
          - file: media/well.svg
            alt: A well cut in two, with its lining and its cover.
            credit: own drawing
        notes:
          - core: The lining keeps mud out.
          - optional: The oldest linings are of brick.
        examples:
          - title: A dry year
            text: The village dug deeper.
  - id: keeping
    title: How a well is kept
    slides:
      - id: cover
        number: 2
        title: Why the cover matters
        outcomes: [care]
        minutes: 3
        key_message: An open well is a dirty well.
        bullets:
          - Keeps animals out
      - id: drawing
        title: Draw your well
        layout: activity
        activity: draw
        key_message: Everyone has seen one.
summary:
  minutes: 2
  blocks:
    - outcome: parts
      points: A lining and a cover.
    - outcome: care
      points: Close it.
activities:
  - id: draw
    number: 1.10.1
    title: Draw a well
    use: learning
    kind: diagram
    outcomes: [parts]
    method: Groups draw
    grouping: [small-groups]
    purpose: To recall the parts.
    minutes: 14-16
    phases:
      - id: draw
        title: Drawing
        minutes: 10
        instructions: Draw.
      - id: compare
        title: Comparing
        minutes: 5
        instructions: Look at the others.
    board:
      kind: circles
      regions:
        - id: inside
          label: Inside
      rings:
        - id: outside
          label: Outside
  - id: draw-again
    number: 1.10.2
    title: Draw another well
    use: learning
    kind: diagram
    method: Groups draw
    grouping: [small-groups]
    purpose: To recall the parts again.
    minutes: 15-16
    same_plan_as: draw
glossary:
  - id: lining
    term: Lining
    acronym: LI
    also: [casing]
    definition: The wall of a well.
  - id: cover
    term: Cover
    definition: The lid of a well.
common_questions:
  - id: depth
    question: How deep is a well?
    answer: As deep as the water.
references:
  - title: Wells of the world
    kind: required
    address: https://example.org/wells
  - title: More wells
    kind: additional
"""

BANK = """\
format: 1
lesson: wells
misconceptions:
  - id: open-is-clean
    text: Open wells are clean
    feedback: They are not.
enemies:
  - pair: [lid, rope]
    why: One gives the other away.
questions:
  - id: lid
    type: blanks
    source: F1
    outcomes: [parts]
    slide: cover
    stem: A well is closed by its {{lid}}.
    feedback: The cover.
    blanks:
      - id: lid
        accept:
          - text: cover
            also: [lid]
        partial:
          - text: board
            credit: 1/2
        wrong:
          - text: rope
            feedback: It hangs inside.
            misconception: open-is-clean
  - id: two
    type: blanks
    source: F2
    outcomes: [parts]
    stem: "{{first}} and {{second}} are parts of a well."
    feedback: The lining and the cover.
    order: any
    blanks:
      - id: first
      - id: second
    shared:
      accept:
        - text: lining
        - text: cover
  - id: many
    type: blanks
    source: F3
    outcomes: [parts]
    stem: Name tools {{tools}}.
    feedback: There are many.
    blanks:
      - id: tools
        quota:
          places:
            - id: digging
              label: tools to dig
              need: 1
          entries:
            - text: spade
              fills: digging
  - id: open
    type: true-false
    source: T1
    outcomes: [care]
    stem: An open well is clean.
    feedback: Close it.
    answer: false
    if_answered:
      true: Think of animals.
      false: Right.
    misconception: open-is-clean
  - id: rope
    type: check-one
    source: M1
    outcomes: [care]
    stem: What keeps animals out?
    feedback: The cover.
    options:
      - id: a
        text: The cover
        credit: 1
        feedback: Yes.
      - id: b
        text: The rope
        credit: 0
        feedback: No.
      - id: all
        text: All of these
        credit: 0
        feedback: No.
        is_last: true
  - id: which
    type: check-all
    source: M2
    outcomes: [parts]
    points: 2
    stem: Which are parts of a well?
    feedback: Two of them.
    options:
      - id: a
        text: Lining
        correct: true
        feedback: Yes.
      - id: b
        text: Cloud
        correct: false
        feedback: No.
  - id: why
    type: narrative
    source: N1
    outcomes: [care]
    points: 3
    stem: Why is a well covered, and with what?
    feedback: See slide 2.
    model_answer: To keep animals out, with a lid.
    misconceptions: [open-is-clean]
    parts:
      - id: reason
        prompt: Why?
        points: 2
        key_points:
          - id: animals
            text: animals stay out
            points: 2
            synonyms: [goats]
      - id: thing
        prompt: With what?
        points: 1
        key_points:
          - id: lid
            text: a lid
            points: 1
"""

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">
  <title>A well</title>
  <path d="M0 0h10v10z" fill="#123456"/>
</svg>
"""


def write_course(parent, name="water"):
    """Write the course below ``parent`` and return its folder."""
    folder = parent / name
    media = folder / "wells" / "media"
    media.mkdir(parents=True)
    (folder / "course.yaml").write_text(COURSE, encoding="utf-8")
    (folder / "wells" / "lesson.yaml").write_text(LESSON, encoding="utf-8")
    (folder / "wells" / "questions.yaml").write_text(BANK, encoding="utf-8")
    (media / "well.svg").write_text(SVG, encoding="utf-8")
    return folder


def edit(file, old, new):
    """Replace ``old``, which occurs once in ``file``."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def problems_in(*folders):
    """Return every problem of the courses in ``folders`` as it is printed."""
    return [str(problem) for pack in read_packs([Path(folder) for folder in folders]) for problem in pack.problems]


def lesson_file(course):
    return course / "wells" / "lesson.yaml"


def bank_file(course):
    return course / "wells" / "questions.yaml"
