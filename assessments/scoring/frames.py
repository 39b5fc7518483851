"""What stands around an answer: "I think it is ...", "..., because ...", words of the question."""

from dataclasses import dataclass
from functools import cached_property

from assessments.scoring.words import AND, COLON, LITTLE, LONGEST, MARKS, SEPARATORS, Words, phrase, word_set, words

type Starts = dict[str, list[Words]]


def _list(text: str) -> tuple[Words, ...]:
    return tuple(words(line) for line in text.split(" | "))


def _starts(text: str) -> Starts:
    """Return runs of tokens by the first token of each, to ask quickly whether others start like one of them."""
    found: Starts = {}
    for run in _list(text):
        found.setdefault(run[0], []).append(run)
    return found


LEADING = LITTLE | word_set(
    "I think believe guess suppose would say my answer correct right is are was am be it its this that these those "
    "they there we you have has had having may might can could should must will do does maybe perhaps probably "
    "possibly likely surely definitely certainly obviously clearly called named also both all any various several "
    "many some different mainly mostly usually often normally generally well so um uh hmm ok okay sure but if just "
    "only simply please who whom what which with by to as than because due being able need want get getting gain "
    "gaining obtain obtaining ensure ensuring guarantee keep keeping maintain opinion view same kind type sort lot "
    "plenty much more most enough every each course yes yeah first always absolutely basically from id ill im ans "
    "re yani inshallah "
    # Qualities that change nothing in what is named.
    "relevant timely accurate important necessary critical useful essential vital proper appropriate reliable good "
    "better best full complete regular current latest updated main major certain respective entire whole own one "
    "key existing available present strong close big large small new real true actual trusted different few lots "
    "recent daily weekly monthly unhindered unimpeded unrestricted easy easier needed required basic official "
    "detailed precise exact correct up date adequate crucial significant valuable ordinary "
    # French, Spanish, Portuguese and German.
    "je nous pense pensons crois que qu c ce est sont il elle ils ont creo pienso es son tiene acho sao tem os as "
    "une una uno uma unos unas eine ich glaube das der die dem den ist"
)
# After another answer these say nothing either: "ECOWAS and other regional organisations".
OTHERS = word_set("other others further additional another")
TRAILING = LITTLE | word_set(
    "imo imho xx ofc prob probs asap tho definitely obviously certainly clearly absolutely inshallah here first "
    "I think believe guess suppose maybe perhaps probably possibly please sir madam thanks thank you etc others "
    "more so right sure ok okay too also mainly mostly usually often normally generally only itself themselves "
    "ones stuff things among again twice all of course ofcourse relevant useful necessary important needed "
    "required lol haha hehe yes yeah pls plz thx tks bro merci shukran gracias obrigado on and forth such co "
    "similar respectively indeed actually really basically always everywhere concerned involved"
)
COPULAS = word_set("is are was has have called be est sont es son") | {COLON}
# Before "is" these lead to the answer as words of the question do: "the leading agency is".
LEADS = word_set("lead leading name word term one first second partner agency organisation body institution")
HEDGES = _starts(
    "i have no idea but | i have no idea | no idea but | no idea | i do not know but | i do not know | "
    "i am not sure but | not sure | not certain | not quite sure | do not know but | not 100 sure | "
    "not 100 % sure | i am sure | im sure | for sure | in my opinion | in my view | from my point of view | "
    "my final answer | final answer | is the answer | is my answer | would be my answer | is correct | "
    "according to the lesson | as in the lesson | as we learned | as we learnt | as learned | as well | "
    "all the time | every time | at all times | as much as possible | if possible | when possible | "
    "whenever possible | before and after the mission | or something like that | or something | or so | "
    "or similar | integrated or not | whether or not integrated | or the like | or whatever | all of them | "
    "every day | have it | have them | has it | has them | one is | the other is | the other one is | the second is | "
    "the second one is"
)
# Before a number these tell where the answer stands or comes from: "slide 2", "question 1".
NUMBERED = word_set("slide page question number")
GIVING_UP = frozenset(
    _list(
        "idk | I do not know | do not know | I dont know | dont know | dunno | no idea | I have no idea | "
        "no answer | not sure | I am not sure | I forgot | forgot | I cannot remember | I do not remember | na | "
        "n/a | no comment | none | nothing | test | unknown | no clue | I have no clue | I do not recall | "
        "not known | je ne sais pas | no se | no lo se | nao sei | pass | skip"
    )
)
KEYS_IN_A_ROW = word_set(
    "asd asdf asdfg asdfgh asdfghjkl sdf dfg qwe qwer qwert qwerty qwertz azerty yxcv zxcv abc abcd lol haha bla"
)
NEGATIONS = word_set(
    "not no never nor neither none without except excluding instead rather than unlike cannot isnt arent dont doesnt "
    "aint pas jamais sauf ni nunca jamas excepto sin sem nao nicht kein keine"
)
REASONS = _starts(
    "because | bc | bcs | bcz | becoz | becouse | cos | coz | cuz | since | due to | so that | in order to | as it | "
    "as they | as this | as these | as the | for they | when | parce que | parce qu | car | porque | weil"
)
EXAMPLES = _starts(
    "such as | for example | for instance | e.g. | i.e. | like | including | includes | include | incl | inc | "
    "namely | especially | particularly | meaning | that is | par exemple | comme | tels que | por ejemplo | como | "
    "por exemplo | zum Beispiel | surtout | notamment | en particulier | sobre todo"
)
RELATIVES = _starts(
    "which | who | whose | whom | that | working | based | present | operating | active | led by | headed by | "
    "chaired by | so called | also called | made up | composed | consisting | known as | also known as | founded | "
    "created | established | located | responsible | specialised in | headquartered | guardian of | in charge of"
)
# What can only explain a name that stands before it: what a body does ("OCHA coordinates aid"), and what it is.
ASIDES = _starts(
    "coordinates | coordinate | leads | works | helps | protects | assists | delivers | provides | stays | remains | "
    "gives | takes | responds | operates | brings | acts | organises | manages | has | have | does | can | will | "
    "must | is | are | was | makes | supports | handles | runs | focuses | specialises | deals | would | should | "
    "keeps | plays | covers | a | an | the | one of | "
    "with | in | for | as | at | from | under | within | during | to"
)
CLAUSES = _starts("which | who | whose | whom | where | it | they | this | these | that | he | she | so | as | we")
APPOSITIONS = _starts("its | their | our | both | all | lead | leading | with")
# Where, when and what for: after an answer that no wrong answer ends with.
SETTINGS = _starts(
    "in | for | during | at | under | within | as | after | before | when | where | who | which | that | to"
)
# Words that make another answer of it: "security forces in neighbouring countries".
ELSEWHERE = word_set(
    "other another foreign neighbouring neighbour neighbours abroad outside un onu nations international regional "
    "external donor donors mission missions peacekeeping peacekeepers rebel rebels armed private"
)
# Whose it is, where the question is about the host country anyway: "the police of the country".
OWNERS_BEFORE = _starts("host country | host nation | host state | country | nation")
OWNERS_AFTER = _list(
    "of the host country | of the host nation | of the host state | of the country | of the nation | of the state | "
    "of that country | of their country | of host country | of a country | of this country | from the host country | "
    "from the country | from host country | of the host"
)
# Words about an answer to an open question that make no other of it: where it is, when, and how good.
QUALIFIERS = word_set(
    "local village town city urban rural mountain river camp desert coastal border district provincial north south "
    "east west northern southern eastern western capital railway harbour airport water normal common simple fresh "
    "regularly quick clear up-to-date real-time weather medical"
)
COMPLEMENTS = _starts("on | about | regarding | concerning | they | it")
PLACES = _list(
    "country | the country | a country | this country | that country | the country concerned | host country | nation | "
    "the host country | the host nation | the host state | the region | the area | the field | field | mission area | "
    "the mission area | the area of operations | new york | geneva"
)
WHEREABOUTS = tuple((word, *place) for word in ("in", "within", "inside") for place in PLACES) + _list(
    "there | on the ground | on the spot | at country level | at the country level | dans le pays | "
    "dans le pays hôte | sur le terrain | sur place | en el país | en el terreno | no país | no terreno"
)
# Words that add nothing to the name of a body: "the UNDP agency", "UNCT team".
NOUNS = word_set("organisation agency office institution body group team programme fund committee partner member staff")
PASSED_OVER_FIRST, PASSED_OVER_LAST = LEADING | MARKS, TRAILING | MARKS
# Who repeats the words around the blank repeats a few.
MOST_REPEATED = 12
# Of so few words a question and an answer may share all.
LEAST_OF_STEM = 3


@dataclass(frozen=True)
class Frame:
    """The words of a question, and what stands just before and after its blank, to know when they are repeated."""

    stem: frozenset[str]
    before: Words
    after: Words

    def unwrapped(self, tokens: Words) -> Words:
        """Return ``tokens`` without hedges, without what leads to the answer, and without the rest of the stem."""
        tokens = _without_hedges(tokens)
        tokens = _trimmed(tokens[self._n_echoed(tokens) :])
        tokens = tokens[self._n_before(tokens) : self._n_until_after(tokens)]
        return _trimmed(tokens[: self._n_until_echo(tokens)])

    def repeats(self, token: str) -> bool:
        """Return whether ``token`` is a word of the question, or says nothing."""
        return token in self.stem or token in LEADING

    def is_all_of(self, tokens: Words) -> bool:
        """Return whether ``tokens`` are the whole question again, without anything in its blank."""
        said = tuple(token for token in phrase(tokens) if token not in MARKS and token != AND)
        return len(said) > LEAST_OF_STEM and said == self._whole

    @cached_property
    def _whole(self) -> Words:
        return tuple(token for token in (*self.before, *self.after) if token != AND)

    @cached_property
    def _lead(self) -> frozenset[str]:
        return self._echo | LEADS

    @cached_property
    def _echo(self) -> frozenset[str]:
        return self.stem | LEADING | COPULAS

    def _n_echoed(self, tokens: Words) -> int:
        """Return how many first tokens repeat the question, up to "is" or a colon."""
        n_allowed = next((i for i, token in enumerate(tokens) if token not in self._lead), len(tokens))
        last = max((i for i in range(n_allowed) if tokens[i] in COPULAS), default=-1)
        return last + 1

    def _n_before(self, tokens: Words) -> int:
        """Return how many first tokens are the words just before the blank: "share information"."""
        starts = ((i, phrase(tokens[:i])) for i in range(min(len(tokens) - 1, MOST_REPEATED), 0, -1))
        return next((i for i, start in starts if start and self.before[-len(start) :] == start), 0)

    def _n_until_after(self, tokens: Words) -> int:
        """Return how many tokens come before a place, or before two words or more that begin what follows the blank."""
        for i in range(max(1, len(tokens) - MOST_REPEATED), len(tokens)):
            end = phrase(tokens[i:])
            if (len(end) >= 2 and self.after[: len(end)] == end) or tokens[i:] in WHEREABOUTS:
                return i
        return len(tokens)

    def _n_until_echo(self, tokens: Words) -> int:
        """Return how many tokens come before "is" or "have" and nothing more than words of the question."""
        n_repeated = next((i for i, token in enumerate(reversed(tokens)) if token not in self._echo), len(tokens))
        for i in range(max(1, len(tokens) - n_repeated), len(tokens)):
            if tokens[i] in COPULAS and not self.stem.isdisjoint(tokens[i + 1 :]) and not negates(tokens[i:]):
                return i
        return len(tokens)


def make_frame(before: str, after: str) -> Frame:
    """Return the frame of a blank that stands between these two parts of its stem."""
    first, last = words(before[-LONGEST:]), words(after)
    return Frame(frozenset(first + last), phrase(first), phrase(last))


def gave_up(tokens: Words) -> bool:
    """Return whether the learner says that they do not know, or wrote no word at all."""
    bare = tuple(token for token in tokens if token not in MARKS)
    return bare in GIVING_UP or tokens in GIVING_UP or all(map(_says_nothing, bare))


def _says_nothing(token: str) -> bool:
    """Return whether ``token`` is a number, one key pressed again and again, or a row of keys: 123, xxx, asdf."""
    is_one_key = len(token) > 1 and len(set(token)) == 1
    return token.isdecimal() or is_one_key or token in KEYS_IN_A_ROW


def without_owner(tokens: Words) -> Words:
    """Return ``tokens`` without "host country" before and "of the host country" after them."""
    first = length_of(OWNERS_BEFORE, tokens)
    if tokens[first : first + 1] and tokens[first] in SEPARATORS:
        first = 0
    last = next((len(owner) for owner in OWNERS_AFTER if tokens[-len(owner) :] == owner), 0)
    return tokens[first : len(tokens) - last] or tokens


def length_of(markers: Starts, tokens: Words) -> int:
    """Return how many tokens at the start of ``tokens`` are one of ``markers``; 0 for none."""
    like = markers.get(tokens[0]) if tokens else None
    return max((len(marker) for marker in like if tokens[: len(marker)] == marker), default=0) if like else 0


def negates(tokens: Words) -> bool:
    """Return whether there is a negation among ``tokens``."""
    return not NEGATIONS.isdisjoint(tokens)


def _without_hedges(tokens: Words) -> Words:
    for i in range(len(tokens)):
        if length := length_of(HEDGES, tokens[i:]) or _n_numbering(tokens[i:]):
            return tokens[:i] + _without_hedges(tokens[i + length :])
    return tokens


def _n_numbering(tokens: Words) -> int:
    """Return how many first tokens are a number with its word, "slide 2" or "q1"; 0 for none."""
    if tokens[0] in NUMBERED and tokens[1:2] and tokens[1].isdecimal():
        return 2
    return 1 if tokens[0][0] == "q" and tokens[0][1:].isdecimal() else 0


def _trimmed(tokens: Words) -> Words:
    start, end = 0, len(tokens)
    while start < end and tokens[start] in PASSED_OVER_FIRST:
        start += 1
    while end > start and tokens[end - 1] in PASSED_OVER_LAST:
        end -= 1
    return tokens[start:end]
