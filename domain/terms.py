"""The words of a text as they are compared: stems without stop words, and numbers as digits."""

import re
from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("english")
_WORD = re.compile(r"[a-z0-9]+(?:[&'’][a-z0-9]+)*")
# Thousands set apart by commas, spaces or apostrophes: "10,000", "10 000", "10'000".
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:([,'’\u00a0\u202f\u2009 ])\d{3})(?:\1\d{3})*(?!\d)")
_GROUPING = re.compile(r"[,'’\s]")

# Function words and the words with which questions are asked: they say nothing of the matter.
STOP_WORDS = frozenset(
    re.findall(
        r"\S+",
        """a about above after again all also am an and any anyone are as at be because been before
    being below between both but by can cannot could did do does doing done down during each
    either else ever every few for from further get gets give given had happen happens has have
    having he her here him his how however i if in into is it its itself just know let long many
    may me might more most much must my need needs no nor not of off often on once one ones only
    or other our out over own please policy policies rule rules s same say says set shall she
    should so some someone soon still such tell than that the their them then there these they
    this those through to too under until up upon us use used very was we were what when where
    whether which while who whom whose why will with within without would you your according bank
    state states exactly apply applies mean means
    """,
    )
)

_UNITS = re.findall(
    r"\S+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen",
)
_TENS = re.findall(r"\S+", "twenty thirty forty fifty sixty seventy eighty ninety")
NUMBER_WORDS = (
    {word: str(value) for value, word in enumerate(_UNITS)}
    | {word: str(10 * value) for value, word in enumerate(_TENS, start=2)}
    | {"hundred": "100", "thousand": "1000", "million": "1000000"}
)


def words_of(text: str) -> list[str]:
    """Lower-case words in order; "10,000" and "10 000" are one word "10000", "ten" becomes "10"."""
    ungrouped = _GROUPED.sub(lambda figure: _GROUPING.sub("", figure.group()), text.lower())
    found = _WORD.findall(ungrouped)
    return [NUMBER_WORDS.get(word, word).replace("’", "'").removesuffix("'s") for word in found]


@lru_cache(maxsize=50_000)  # a policy corpus has some tens of thousands of distinct words
def stem(word: str) -> str:
    """The Snowball (Porter 2) English stem of a lower-case word."""
    return str(_STEMMER.stemWord(word))


def terms_of(text: str) -> list[str]:
    """Stems of the words that are no stop words, in order, repeats kept; [] for none."""
    return [stem(word) for word in words_of(text) if word not in STOP_WORDS]
