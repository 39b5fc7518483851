"""Answers tried on the keys of a lesson, from the terminal."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from assessments.reports.tryout import RESULTS, TryoutError, as_csv, try_table, tryout_of
from tests.assessments.factories import FEEDBACK_TOKEN, SAMPLES, KeyRevisionFactory, blank_key
from tests.factories import LessonFactory, TermFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
SOURCES = {"blanks": "F1", "true-false": "T1", "check-one": "M1", "check-all": "M2", "narrative": "N1"}
MONEY = blank_key("World Bank", "IMF") | {"wrong": [{"text": "UNDP", "feedback": "No bank.", "misconception": "bank"}]}
PARTS = [{"id": "why", "prompt": "Why?"}, {"id": "how", "prompt": "How?"}]
POINTS = [{"id": "trust", "text": "Trust", "points": "1", "synonyms": ["trust"]}]


def build_lesson():
    """A lesson with a question of each type, and F2 with two blanks in any order."""
    lesson = LessonFactory(slug="partners")
    TermFactory(lesson=lesson)
    for kind, source in SOURCES.items():
        KeyRevisionFactory(version__question__lesson=lesson, version__question__source=source, version__type=kind)
    KeyRevisionFactory(
        version__question__lesson=lesson,
        version__question__source="F2",
        version__type="blanks",
        version__stem="{{a}} and {{b}}.",
        version__content={"order": "any", "blanks": ["a", "b"]},
        key={"shared": MONEY, "blanks": {}},
    )
    return lesson


world_once, lesson = built_once(build_lesson)


def tried(lesson, table):
    """Return (verdict, score, rule) of each row."""
    rows = list(csv.DictReader(io.StringIO(as_csv(try_table(tryout_of(lesson), io.StringIO(table))))))
    return [(row["verdict"], row["score"], row["rule"]) for row in rows]


def one(lesson, source, *answers):
    """Return (verdict, score) of one answer."""
    heading = ["question", *(f"answer_{i + 1}" for i in range(len(answers)))]
    ((verdict, points, _rule),) = tried(lesson, as_csv([heading, [source, *answers]]))
    return verdict, points


def test_the_columns_of_the_table_come_back_with_the_results(lesson):
    table = 'question,answer_1,answer_2,why\nF2,UNDP,"World\nBank",a guess\n'
    assert list(try_table(tryout_of(lesson), io.StringIO(table))) == [
        ["question", "answer_1", "answer_2", "why", *RESULTS],
        ["F2", "UNDP", "World\nBank", "a guess", "partial", "0.5", "exact", "UNDP; World Bank", "No bank.", "bank"],
    ]


def test_the_words_of_the_lesson_are_known(lesson):
    assert tried(lesson, "question,answer_1\nF1,UNCT\n") == [("correct", "1", "glossary")]


def test_the_newest_key_of_the_newest_version_counts(lesson):
    first = lesson.questions.get(source="F1").versions.get()
    KeyRevisionFactory(version=first, key={"shared": None, "blanks": {"team": blank_key("old")}})
    assert (one(lesson, "F1", "old"), one(lesson, "F1", "UNCT")) == (("correct", "1"), ("review", "0"))
    KeyRevisionFactory(
        version__question=first.question, version__type="blanks", key=SAMPLES["blanks"][2] | {"feedback": "x"}
    )
    assert (one(lesson, "F1", "old"), one(lesson, "F1", "UNCT")) == (("wrong", "0"), ("correct", "1"))


@pytest.mark.parametrize(
    ("source", "answers", "expected"),
    [
        ("F1", [""], ("wrong", "0")),
        ("f1", ["UNCT"], ("correct", "1")),
        ("F2", ["IMF", "World Bank"], ("correct", "1")),
        ("F2", ["IMF", ""], ("partial", "0.5")),
        ("F2", ["", "IMF", "World Bank"], ("correct", "1")),
        ("T1", ["F"], ("correct", "1")),
        ("T1", [" no. "], ("correct", "1")),
        ("T1", ["TRUE"], ("wrong", "0")),
        ("T1", [""], ("wrong", "0")),
        ("T1", ["False."], ("correct", "1")),
        ("T1", ["FAUX"], ("correct", "1")),
        ("T1", ["It's false"], ("correct", "1")),
        ("T1", ["I think it is false"], ("correct", "1")),
        ("T1", ["The statement is not true"], ("correct", "1")),
        ("T1", ["False, because the UN was there before"], ("correct", "1")),
        ("T1", ["no - never"], ("correct", "1")),
        ("T1", ["not false"], ("wrong", "0")),
        ("T1", ["true because I know"], ("wrong", "0")),
        ("T1", ["I don't know"], ("wrong", "0")),
        ("T1", ["?"], ("wrong", "0")),
        ("T1", ["0"], ("correct", "1")),
        ("T1", ["1"], ("wrong", "0")),
        ("T1", ["✗"], ("correct", "1")),
        ("T1", ["[FALSE]"], ("correct", "1")),
        ("T1", ["untrue"], ("correct", "1")),
        ("T1", ["flase"], ("correct", "1")),
        ("T1", ["нет"], ("correct", "1")),
        ("T1", ["3"], ("wrong", "0")),
        ("T1", ["true or false"], ("review", "0")),
        ("T1", ["perhaps"], ("review", "0")),
        ("T1", ["true/false"], ("review", "0")),
        ("T1", ["no, it is true"], ("review", "0")),
        ("T1", ["partly true"], ("review", "0")),
        ("M1", ["a"], ("correct", "1")),
        ("M1", ["b"], ("wrong", "0")),
        ("M1", ["a b"], ("wrong", "0")),
        ("M1", ["z"], ("review", "0")),
        ("M2", ["a b"], ("correct", "1")),
        ("M2", ["B, A"], ("correct", "1")),
        ("M2", ["ab"], ("correct", "1")),
        ("M2", ["A;B"], ("correct", "1")),
        ("M2", ["a) b)"], ("correct", "1")),
        ("M2", ["a and b"], ("correct", "1")),
        ("M2", ["Options a & b."], ("correct", "1")),
        ("M2", ["b\na"], ("correct", "1")),
        ("M2", ["a a b"], ("correct", "1")),
        ("M2", ["all of them"], ("wrong", "0")),
        ("M2", ["no idea"], ("wrong", "0")),
        ("M2", ["cabbage"], ("review", "0")),
        ("M2", ["ａ，ｂ"], ("correct", "1")),
        ("M2", ["the answers are a and b, because I know"], ("correct", "1")),
        ("M2", ["none of them"], ("wrong", "0")),
        ("M2", ["1 2"], ("review", "0")),
        ("M2", [""], ("wrong", "0")),
        ("M1", ["A)"], ("correct", "1")),
        ("M1", ["answer: a"], ("correct", "1")),
        ("M1", ["all"], ("review", "0")),
        ("M2", ["a", "b"], ("correct", "1")),
        ("M2", ["(a)"], ("partial", "0.5")),
        ("M2", ["a c"], ("wrong", "0")),
        ("M2", ["a z"], ("review", "0")),
        ("N1", ["They have most at stake."], ("review", "0")),
        ("N1", [" "], ("wrong", "0")),
    ],
)
def test_an_answer_of_each_type(lesson, source, answers, expected):
    assert one(lesson, source, *answers) == expected


@pytest.mark.parametrize(
    ("source", "text", "message"),
    [("T1", "perhaps", "This is neither true nor false."), ("M1", "z", "The options are a, b.")],
)
def test_what_cannot_be_read_says_what_could(lesson, source, text, message):
    scored = tryout_of(lesson).judge(source, [text])
    assert (scored.rule, scored.feedback) == ("unreadable", (message,))


@pytest.mark.parametrize(
    "table",
    [
        "question,answer_1,answer_2\nF2,IMF,World Bank\n",
        "Question; answer_2 ;ANSWER_1\nF2;World Bank;IMF\n",
        "answer_2\tquestion\tanswer_1\nWorld Bank\tF2\tIMF\n",
        "question,answer_1,answer_2\r\nF2,IMF,World Bank,,\r\n,,\r\n",
        "question,answer_10,answer_1\nF2,World Bank,IMF\n",
    ],
)
def test_a_table_may_be_written_in_several_ways(lesson, table):
    rows = list(try_table(tryout_of(lesson), io.StringIO(table, newline="")))
    assert [row[-6:-4] for row in rows] == [["verdict", "score"], ["correct", "1"]]


def test_a_share_has_four_places_at_most(lesson):
    KeyRevisionFactory(
        version__question__lesson=lesson,
        version__question__source="F3",
        version__type="blanks",
        version__content={"order": "any", "blanks": ["a", "b", "c"]},
        key={"shared": MONEY, "blanks": {}},
    )
    assert one(lesson, "F3", "IMF") == ("partial", "0.3333")


def test_parts_of_a_written_answer_stand_in_columns(lesson):
    KeyRevisionFactory(
        version__question__lesson=lesson,
        version__question__source="N2",
        version__type="narrative",
        version__content={"parts": PARTS},
        key={"key_points": [], "parts": {"why": POINTS, "how": POINTS}},
    )
    tryout = tryout_of(lesson)
    found = [tryout.judge("N2", texts).highlights for texts in (["trust", "no trust"], ["trust", ""])]
    assert [[each.part for each in highlights] for highlights in found] == [["why"], [""]]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", 'row 1: there is no column "question"'),
        ("question,answer\n", 'row 1: there is no column "answer_1"'),
        ("question,answer_1\nF1,UNCT\nF9,x\n", 'row 3: the lesson has no question "F9". It has F1, T1, M1, M2, N1, F2'),
        ('question,answer_1\nF1,"UN\nCT"\n,x\n', 'row 3: the lesson has no question "". It has F1, T1, M1, M2, N1, F2'),
        (
            "question,answer_1\nF1,UNCT, UNDP\n",
            "row 2: there are 3 cells, but 2 columns. Put an answer with a comma in quotation marks",
        ),
        ('question,answer_1\nF1,"UN"CT\n', "line 2: this is not CSV: ',' expected after '\"'"),
    ],
)
def test_a_table_that_cannot_be_tried_says_where(lesson, table, message):
    with pytest.raises(TryoutError) as error:
        list(try_table(tryout_of(lesson), io.StringIO(table, newline="")))
    assert str(error.value) == message


def test_empty_lines_are_passed_over(lesson):
    assert tried(lesson, "question,answer_1\n\nF1,UNCT\n") == [("correct", "1", "glossary")]


def test_short_rows_have_empty_answers(lesson):
    assert tried(lesson, "question,answer_1,answer_2\nF2,IMF\n") == [("partial", "0.5", "exact")]


def test_the_command_prints(lesson, tmp_path, capsys):
    table = tmp_path / "answers.csv"
    table.write_text("\ufeffquestion,answer_1\nT1,t\n", encoding="utf-8")
    call_command("try_answers", "partners", str(table))
    assert capsys.readouterr().out == (
        "question,answer_1,verdict,score,rule,matched,feedback,misconception\n"
        f"T1,t,wrong,0,true or false,true,{FEEDBACK_TOKEN},\n"
    )


def test_the_command_writes_a_file(lesson, tmp_path, capsys):
    table, output = tmp_path / "answers.csv", tmp_path / "results.csv"
    table.write_text("question,answer_1\nF1,Équipe\n", encoding="utf-8")
    call_command("try_answers", "partners", str(table), output=output)
    assert (capsys.readouterr().out, output.read_text(encoding="utf-8").splitlines()[1]) == (
        "",
        "F1,Équipe,wrong,0,nothing like the answer,,,",
    )


def test_the_command_says_what_is_wrong(lesson, tmp_path):
    table = tmp_path / "answers.csv"
    with pytest.raises(CommandError, match=r"^Cannot read .*answers\.csv"):
        call_command("try_answers", "partners", str(table))
    table.write_bytes(b"question,answer_1\nT1,t\nF1,\xe9quipe\n")
    with pytest.raises(CommandError, match=r"answers\.csv, line 3: not UTF-8 text\. Save the table as UTF-8: in Excel"):
        call_command("try_answers", "partners", str(table))
    table.write_text("question,answer_1\nF9,x\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r'answers\.csv, row 2: the lesson has no question "F9"'):
        call_command("try_answers", "partners", str(table))
    with pytest.raises(CommandError, match='There is no lesson "nowhere"'):
        call_command("try_answers", "nowhere", str(table))


def test_a_lesson_is_found_by_its_number_when_no_other_has_it(lesson, tmp_path, capsys):
    table = tmp_path / "answers.csv"
    table.write_text("question,answer_1\nT1,t\n", encoding="utf-8")
    call_command("try_answers", lesson.number, str(table))
    assert "T1,t,wrong" in capsys.readouterr().out
    LessonFactory(slug="other", number=lesson.number)
    with pytest.raises(CommandError, match=r"Give the id of one: other, partners\."):
        call_command("try_answers", lesson.number, str(table))


def test_a_database_without_tables_is_said_in_words(lesson, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE lessons_lesson RENAME TO gone")
    with pytest.raises(CommandError, match="Start the platform once with make run"):
        call_command("try_answers", "partners", str(tmp_path / "answers.csv"))


def test_a_tryout_takes_the_same_queries_for_any_bank(lesson, django_assert_num_queries):
    tryout_of(lesson)
    with django_assert_num_queries(4):
        tryout_of(lesson)
