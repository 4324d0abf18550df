"""Every word by which a mark is known, in four languages."""

from __future__ import annotations

import pytest

from analysis.claims.text.marks import UNITS, marks_of

NUMBERS = {
    0: "zero",
    1: "one un ein une uno una eine einer",
    2: "two deux zwei dos",
    3: "three trois drei tres",
    4: "four quatre vier cuatro",
    5: "five cinq fünf cinco",
    6: "six sechs seis",
    7: "seven sept sieben siete",
    8: "eight huit acht ocho",
    9: "nine neuf neun nueve",
    10: "ten dix zehn diez",
    11: "eleven onze elf once",
    12: "twelve douze zwölf doce",
    20: "twenty vingt zwanzig veinte",
    30: "thirty trente dreißig treinta",
    40: "forty quarante vierzig cuarenta",
    50: "fifty cinquante fünfzig cincuenta",
    60: "sixty soixante sechzig sesenta",
    70: "seventy siebzig setenta",
    80: "eighty achtzig ochenta",
    90: "ninety neunzig noventa",
}


def test_words_for_numbers_are_worth_what_they_say() -> None:
    assert dict(UNITS) == {word: n for n, words in NUMBERS.items() for word in words.split()}


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_they_are_shares_points_and_ratios(number: int, words: str) -> None:
    for word in words.split():
        for sentence, kind, value in (
            (f"{word} percent", "share", number / 100),
            (f"{word.capitalize()} points", "points", number / 100),
            (f"{word} times", "ratio", number),
        ):
            (mark,) = marks_of(sentence)
            assert (mark.kind, mark.value) == (kind, pytest.approx(value)), sentence


MONTHS = (
    "January February March April May June July August September October November December janvier "
    "février mars avril mai juin juillet août septembre octobre novembre décembre Januar Februar "
    "März Juni Juli Oktober Dezember enero febrero marzo abril mayo junio julio agosto septiembre "
    "octubre noviembre diciembre"
)


def test_a_number_beside_a_month_is_its_day() -> None:
    for month in MONTHS.split():
        for sentence in (f"350 {month}", f"350. {month}", f"350 de {month}", f"{month} 350"):
            assert marks_of(sentence) == (), sentence
    assert [mark.kind for mark in marks_of("350 people")] == ["count"]


SIGNS = "47% | 47 % | 47 per cent | 47 percent | 47 pour cent | 47 por ciento | 47 por cien"
POINTS = "3 points | 3 point | 3 puntos | 3 Prozentpunkte | 3 Prozentpunkten | 3 pts"


@pytest.mark.parametrize(
    ("kind", "value", "phrases"),
    [
        ("share", 0.47, f"{SIGNS} | 47 Prozent"),
        ("points", 0.03, f"{POINTS} | 3 percentage points"),
        ("share", 0.7, "7 in 10 | 7 out of 10 | 7 sur 10 | 7 von 10 | 7 de cada 10 | 7 men in 10"),
        (
            "share",
            0.5,
            "a majority | the majority | une majorité | la majorité | eine Mehrheit | die Mehrheit "
            "| una mayoría | a clear majority | most people | most adults | most voters "
            "| most respondents | most men | most women | most Britons | most Americans "
            "| most of them | most of those | most of the | la plupart des | la plupart de "
            "| die meisten Menschen | die meisten Befragten | die meisten Deutschen "
            "| die meisten Wähler | la mayor parte de",
        ),
        (
            "streak",
            None,
            "months running | month in a row | years running | year in a row | times running "
            "| time in a row | waves running | wave in a row | quarters running "
            "| quarter in a row | consecutive | consecutivo | consecutivos | consecutiva "
            "| consecutivas | consécutif | consécutive | consécutives | in Folge | en suite "
            "| in suite | en Folge | d'affilée | each of the last | each of the past "
            "| chacun des six derniers | chaque des derniers | in jedem der letzten "
            "| in jedem der vergangenen | cada uno de los últimos",
        ),
        ("ratio", 3.0, "3 times | 3-fold | 3 fois | 3 veces | 3 mal | 3-mal"),
        (
            "record",
            None,
            "the highest since | lowest since | largest ever since | smallest since "
            "| biggest since | most since | fewest since | highest for six years "
            "| lowest in ten months "
            "| largest for two decades | smallest for six years | biggest in ten years "
            "| fewest for six years | all-time high | record low | record level | record number "
            "| record day | a record | never before | never been | le plus haut | le plus bas "
            "| le plus élevé | le plus faible | niveau record | jamais atteint | so hoch wie nie "
            "| so niedrig wie nie | so viele wie nie | so viele zuletzt | Rekordwert "
            "| Höchststand | Tiefststand | Höchstwert | Tiefstwert | for the first time "
            "| pour la première fois | erstmals | zum ersten Mal | por primera vez "
            "| so groß wie seit | so groß wie zuletzt | Spitzenreiter | récord | el más alto "
            "| la más baja | lo menos alto | máximo | mínimo",
        ),
        (
            "ranking",
            None,
            "the top issue | the main concern | the number one problem | the most important worry "
            "| the biggest issue | first issue | second concern | third problem | fourth worry "
            "| fifth issues | premier sujet | première préoccupation | deuxième problème "
            "| troisième sujet | quatrième sujet | cinquième sujet | erste Sorge | erstes Thema "
            "| zweites Problem | drittes Thema | viertes Thema | zweitwichtigste Sorge "
            "| drittwichtigstes Thema | primer problema | primera preocupación "
            "| segundo problema | segunda inquietud | tercer problema | tercera inquietud "
            "| cuarto problema | quinta preocupación | tops the list | top the list | first most "
            "| second place | third among | fourth most | fifth place | ranks high | rank third "
            "| primer puesto | segundo lugar | tercera posición | third place | second rang "
            "| first position | erster Platz | zweite Stelle | Platz 3 | Platz eins | Platz zwei "
            "| Platz drei | Platz vier | Platz fünf | en tête | an der Spitze | a la cabeza "
            "| la première préoccupation | le premier sujet | wichtigstes Problem "
            "| wichtigsten Thema | wichtigste Thema | principal problema | mayor preocupación",
        ),
        (
            "change",
            None,
            "rises | risen | rising | rose | up from | increase | increased | grows | grown "
            "| growing | grew | climbed | climbing | jump | jumped | jumps | surged | soared "
            "| soaring | fall | falls | fallen | falling | fell | drop | dropped | drops "
            "| declined | declines | declining | down from | up on | down by | dipped | slipped "
            "| sank | slumped | augmente | augmenté | augmentation | progresse | progressé "
            "| baisse | baissé | recule | reculé | gestiegen | steigt | stieg | gesunken | sinkt "
            "| zurückgegangen | zugenommen | sube | subió | subido | aumenta | aumentó "
            "| aumentado | baja | bajó | bajado | cae | cayó | caído | crece | creció | crecido",
        ),
        (
            "steady",
            None,
            "unchanged | stable | steady | flat | inchangé | inchangée | inchangées | unverändert "
            "| unveränderten | stabil | sin cambios | estable | estables",
        ),
        (
            "comparison",
            None,
            "more in it than | fewer than | less than | higher than | lower than | greater than "
            "| plus que | moins que | mehr als | weniger als | höher als | niedriger als "
            "| más que | menos que | ahead of | behind | outstrip | outstrips | outnumbered "
            "| similar to | similar in | compared with | devance | dépassent | devant | derrière "
            "| inférieur à | supérieure au | inferior a | superior al | por delante de "
            "| por detrás del | supera | liegt klar vor | liegt weit hinter | above the average "
            "| below its peak | under the average | over the average | overtake | overtakes "
            "| overtaken | overtook | überholt | überholte | überholten "
            "| au-dessus de la moyenne | en dessous de la moyenne | au-dessous de la moyenne "
            "| über dem Schnitt | unter dem Mittel | über dem Durchschnitt "
            "| por encima de la media | por debajo de la media",
        ),
    ],
)
def test_each_phrase_is_a_mark_of_its_kind(kind: str, value: float | None, phrases: str) -> None:
    for phrase in phrases.split(" | "):
        found = [(mark.kind, mark.value, mark.text) for mark in marks_of(f"So {phrase.strip()} so")]
        assert (kind, value) in [(of, number) for of, number, _ in found], (phrase, found)
