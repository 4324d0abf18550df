"""What the columns of poll tables are called, in ten languages and any spelling.

    Datum;Institut;Zu hoch;Zu niedrig;Befragte        date, pollster, two answers, n
    StartDate  fw_start  start.date  debut_enquete    all: the first day of fieldwork

A name is taken apart into words (at capitals, points, underscores), folded, and looked up:
first as a whole, then word by word. What a name cannot say (whether `Land` is a country) the
cells do: `polls.readers.poll_tables.roles` asks both.
"""

from __future__ import annotations

import re
from typing import Literal

from polls.codebooks.model import fold
from polls.printed.bases import base_kind

__all__ = [
    "BARE_NUMBERS",
    "JUST_BASE",
    "MONTH",
    "OPINIONS",
    "SAMPLES",
    "YEAR",
    "Role",
    "role_of",
    "words_of",
]

Role = Literal[
    "date",
    "start",
    "end",
    "published",
    "year",
    "month",
    "day",
    "n",
    "n_weighted",
    "pollster",
    "client",
    "pollster_client",
    "mode",
    "country",
    "group",
    "population",
    "question",
    "subject",
    "answer",
    "share",
    "lang",
    "note",
    "other",
    "",
]

WHOLE_NAMES: dict[Role, str] = {
    "date": "data inserimento|wave|vague|welle|ola|oleada|zeitraum|terrain|periode"
    "|period|feldzeit|field|asked on",
    "start": "begin|from|von|debut|beginn|inicio|desde|start|du|del",
    "end": "to|until|fin|ende|bis|hasta|end|au|al",
    "n": "sample|n|interviewed|taille|befragte|base n|obs|nobs|nb",
    "pollster": "realizzatore|poll|polling|sondage|survey|umfrage|encuesta|pollsters|firm|company"
    "|house|organisation|organization|org|source institute|poll source",
    "client": "committente|committenti|media|medium|medio|publisher|outlet|for"
    "|newspaper|zeitung|journal|media outlet|news outlet",
    "mode": "mode|modus|type of survey",
    "country": "country|pays|land|pais|nation|country code|iso|iso2",
    "group": "group|subgroup|groupe|gruppe|grupo|party|parti|partei|partido|state|bundesland"
    "|area|region|geography|geo|gebiet|zone|zona|sex|gender|sexe|geschlecht|sexo|age|age group"
    "|alter|altersgruppe|edad|demographic|segment|breakdown|subsample|crossbreak|province"
    "|provincia|comunidad|community|constituency|district|department|departement|location",
    "population": "population|pop|sample type|universe|grundgesamtheit|universo|voters|screen",
    "question": "domanda|question|question text|question wording|wording|text|frage|fragetext"
    "|pregunta|libelle|libelle question|item text",
    "subject": "subject|topic|theme|thema|tema|issue|politician|personne|person|personnalite"
    "|personality|candidate|candidat|candidate name|kandidat|candidato|president|leader|minister"
    "|name|nom|tour|round|hypothese|hypothesis|scenario|race|race id|item|measure|question id"
    "|question iteration|iteration|poll type|office|contest|matchup|parliament|chamber",
    "answer": "answer|answers|response|responses|reponse|antwort|respuesta|option|choice|category"
    "|answer text|choice text|modalite|tete liste|tete de liste",
    "share": "share|pct|percent|percentage|percents|prozent|pourcentage|porcentaje|value|wert"
    "|valeur|valor|intentions|intention|result|resultat|ergebnis|resultado|score|support pct"
    "|vote share|anteil|proportion|estimate|prop",
    "lang": "lang|language|langue|sprache|idioma",
    "note": "note|notes|comment|comments|remarque|remarques|anmerkung|bemerkung|nota|notas"
    "|remarks|observaciones",
    "other": "row|row id|row number|rownum|titolo|total|sum|somme|summe|gesamt|suma|cycle"
    "|headline|titular|link|folder|url|tracking|rolling|partisan|affiliation|created at|change"
    "|changes|swing|index|weight|poids|gewicht"
    "|peso|class|senate class|scope|quelle|fuente|source|sources|methodology url|internal"
    "|lo|hi|lower|upper|lwr|upr|lower bound|upper bound|lower limit|upper limit|ci low|ci high"
    "|low ci|high ci|notable|ranked choice reallocated|stage|days left|population full|error"
    "|results",
}
BY_NAME: dict[str, Role] = {
    name: role for role, names in WHOLE_NAMES.items() for name in names.split("|")
}
UNSPACED = {name.replace(" ", ""): role for name, role in BY_NAME.items() if " " in name}

DATE_WORDS = """
    date dates fieldwork fw field survey surveyed poll polling conducted interview interviews day
    days enquete sondage terrain periode period erhebung befragung befragungszeitraum umfrage
    zeitraum feldzeit datum fecha fechas campo trabajo encuesta time asked collect collected
    collection field data rilevazione sondaggio coleta pesquisa veldwerk peiling falt faltperiod
    feltperiode feltarbeid dato feld wave vague welle ola oleada
"""
START_WORDS = "start starts started starting begin begins beginning first from debut beginn von"
START_WORDS += " anfang inicio desde startdate startdatum begindate inizio iniziale dal begindatum"
END_WORDS = "end ends ended ending last until to fin ende bis final hasta enddate enddatum"
END_WORDS += " fine finale fim termino einddatum einde tot slut slutdatum slutdato"
PUBLISHED_WORDS = """
    published publication publ publie publiee veroffentlicht veroffentlichung veroffentlichungsdatum
    publicado publicacion release released parution diffusion pubblicato pubblicata pubblicazione
    divulgacao divulgado publicacao gepubliceerd publicatie publicerad publicering publiceret
    publisert offentliggjort
"""
YEAR_WORDS, MONTH_WORDS, DAY_WORDS = (
    "year annee jahr ano yr anno jaar ar",
    "month mois monat mes mese maand manad maned",
    "day jour tag dia giorno dag",
)
BASE_WORDS = """
    sample size samplesize respondents interviews interviewed base n echantillon taille effectif
    effectifs repondants interroges interrogees befragte anzahl stichprobe stichprobengrosse
    stichprobenumfang fallzahl
    muestra tamano muestral encuestados entrevistas observations nb people number personnes nombre
    interviewes persons respondents nr no num participants participantes teilnehmer
    response responses teilnehmende interviewees intervistati campione numero stichproben amostra
    entrevistados steekproef respondenten urval deltagare stikprøve utvalg respondenter zahl
    befragten befragter obs
"""
SAMPLE_WORDS = """
    sample samplesize respondents interviews interviewed echantillon effectif effectifs repondants
    interroges interrogees
    befragte stichprobe stichprobengrosse stichprobenumfang fallzahl muestra muestral encuestados
    entrevistas observations people n personnes interviewes persons participants participantes
    teilnehmer teilnehmende interviewees intervistati campione amostra entrevistados steekproef
    respondenten urval deltagare stikprøve utvalg respondenter befragten befragter
"""
POLLSTER_WORDS = """
    pollster pollsters pollingfirm firm firma empresa company house institute institut institutes
    sondeur umfrageinstitut meinungsforschungsinstitut encuestadora instituto casa organisation
    organization sondaggista sondaggisti istituto peiler peilingbureau onderzoeksbureau
    analyseinstitut foretag institutt malingsbyra
"""
BESIDE_POLLSTER = (
    "polling poll survey research nom name de du des von the market sondage casa title"
)
BESIDE_POLLSTER += " sondaggio sondaggi pesquisa demoscopico"
CLIENT_WORDS = """
    client clients commissioner commissioners commissioned sponsor sponsors auftraggeber
    commanditaire commanditaires cliente contratante committente committenti opdrachtgever
    uppdragsgivare oppdragsgiver
"""
MODE_WORDS = (
    "mode method methode methodology methodik methodologie modo metodo metodologia metod methodiek"
)
WHOLE_WORDS = "total all overall gesamt insgesamt totale global"
WORDING_WORDS = "question wording frage pregunta"
BESIDE_WORDING = "text wording full printed label asked"
NO_ANSWER_WORDS = """
    lead moe margin erreur marge fehler margen precision rank rang turnout participation
    beteiligung participacion url id ids difference diff ecart spread std stderr se ci error
    interval qualification iteration grade results pollscore vorsprung ventaja avance link result
    nombre number nb count anzahl numero resultat ergebnis resultado middle midpoint mitte milieu
    sous entry timestamp rating ratings grade grades score scores pollscore actual bias registro
    registration margem vantagem vantaggio marge affluenza opkomst marginal
    seats sitze sieges escanos debug checksum hash uuid guid revision index indice
"""
NUMBER_WORDS = """
    number nombre nb count anzahl zahl numero result results resultat resultats resultado resultados
    ergebnis ergebnisse score scores rating ratings
"""
OPINION_WORDS = """
    approve approves approval disapprove disapproval favourable favorable unfavourable unfavorable
    favour favor support oppose agree disagree satisfied dissatisfied trust like dislike positive
    negative good bad well badly right wrong yes no
    oui non pour contre favorable satisfait satisfaits confiance bien mal accord
    ja nein gut schlecht dafur dagegen zustimmung zufrieden unzufrieden vertrauen richtig falsch
    si aprueba desaprueba favor apoyo confianza acuerdo bueno malo
"""
SEAT_WORDS = "seats sitze sieges escanos"
SHARE_WORDS = "pct percent percentage percents prozent pourcentage porcentaje share estimate"
SMALL_TEXT = "of the de du des d la le les l und der die das del los las en in a an at on by per et"
SMALL_WORDS = frozenset(SMALL_TEXT.split())
CAPITALS = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Ý])|(?<=[A-ZÀ-Ý])(?=[A-ZÀ-Ý][a-zà-ÿ])")
INITIALS = re.compile(r"[A-Z][a-z][A-Z]")
"""Three letters are no two words: `IdV` is a party, no id."""
FOOTNOTE = re.compile(r"\[[^\[\]]{1,12}\]")
LONGEST_NAME = 5
JUST_BASE = (("base",), ("bases",), ("basis",))
"""The words of names of bases that are unweighted where a table has no others."""
SIZE = ("size",)
"""The words of a name of bases where the numbers are no shares."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


START, END, PUBLISHED = _set(START_WORDS), _set(END_WORDS), _set(PUBLISHED_WORDS)
DATES, NO_ANSWER = _set(DATE_WORDS), _set(NO_ANSWER_WORDS)
YEAR, MONTH, DAY = _set(YEAR_WORDS), _set(MONTH_WORDS), _set(DAY_WORDS)
BASES, SAMPLES = _set(BASE_WORDS), _set(SAMPLE_WORDS)
POLLSTERS, CLIENTS, MODES = _set(POLLSTER_WORDS), _set(CLIENT_WORDS), _set(MODE_WORDS)
NEAR_POLLSTER = _set(BESIDE_POLLSTER)
SHARES, WHOLES = _set(SHARE_WORDS), _set(WHOLE_WORDS)
SEATS = _set(SEAT_WORDS)
BARE_NUMBERS = _set(NUMBER_WORDS)
"""Words that say of a column that it holds numbers, and not of what."""
OPINIONS = _set(OPINION_WORDS)
"""Words that name one answer, whoever gives it."""
OF_ANSWERS = _set(
    "right same bon bonne juste meme richtig richtige gleich gleiche correcto misma too trop"
    " demasiado demasiados makes no aucune keine ninguna situation situacion"
)
"""Words that make an answer of a number: "about the right number", "makes no difference"."""
ONE_WORD = NO_ANSWER | frozenset(name for name in SAMPLES | POLLSTERS | END if len(name) > 6)
PARTY = frozenset({"fw"})
"""The Free Voters of Germany: the word means fieldwork beside another one alone."""
WORDINGS, NEAR_WORDING = _set(WORDING_WORDS), _set(BESIDE_WORDING)


def words_of(name: str) -> tuple[str, ...]:
    """The words of a column's name, folded, however they are joined.

    >>> words_of("StartDate"), words_of("fw_start"), words_of("number.of.observations")
    (('start', 'date'), ('fw', 'start'), ('number', 'of', 'observations'))
    """
    name = FOOTNOTE.sub("", name)
    parted = name if INITIALS.fullmatch(name.strip()) else CAPITALS.sub(" ", name)
    return tuple("".join(c if c.isalnum() else " " for c in fold(parted)).split())


def role_of(name: str) -> Role:
    """What a column holds by its name, or "" where the name says nothing: maybe an answer.

    >>> role_of("Befragungszeitraum"), role_of("Unweighted base"), role_of("Trop élevé")
    ('date', 'n', '')
    >>> [role_of(name) for name in ("debut_enquete", "Periode fin", "Pollster/client", "con_lead")]
    ['start', 'end', 'pollster_client', 'other']
    >>> role_of("_coreTotal"), role_of("Media Index")
    ('other', 'other')
    >>> [role_of(name) for name in ("Trump SE", "share_se", "Ne se prononce pas", "No sé")]
    ['other', 'other', '', '']
    >>> [role_of(name) for name in ("vague_fin", "Feldende", "Befragungsbeginn", "total_n")]
    ['end', 'end', 'start', 'n']
    """
    words = words_of(name)
    joined = " ".join(words)
    if not words:
        return ""
    if name.startswith("_"):
        return "other"  # what the program that wrote the file keeps for itself
    if joined in BY_NAME:
        return BY_NAME[joined]
    if joined in UNSPACED:
        return UNSPACED[joined]
    if words[-1] == "id" and BY_NAME.get(" ".join(words[:-1])) == "subject":
        return "subject"  # candidates by their initials
    if "".join(words) in ONE_WORD:
        words = ("".join(words),)  # `MoE`, `SampleSize`, `VoteShare`
    telling = frozenset(words) - SMALL_WORDS
    if " " in name.strip() and not name.strip().endswith(("SE", "s.e.")):
        telling -= {"se"}  # no standard error: `Ne se prononce pas`, `No sé`, `Se abstiene`
    if base := base_kind(joined):
        return base
    if telling & POLLSTERS and telling & CLIENTS:
        return "pollster_client"
    return _role_of_words(frozenset(words), telling) if len(words) <= LONGEST_NAME else ""


def _role_of_words(words: frozenset[str], telling: frozenset[str]) -> Role:
    if role := _date_role(words, telling):
        return role
    if telling & SAMPLES and telling <= BASES | WHOLES:
        return "n"
    if telling & POLLSTERS and telling <= POLLSTERS | NEAR_POLLSTER:
        return "pollster"
    if telling & CLIENTS:
        return "client"
    if telling & MODES and telling <= MODES | NEAR_POLLSTER | SAMPLES:
        return "mode"
    if telling & WORDINGS and telling <= WORDINGS | NEAR_WORDING:
        return "question"
    if telling and telling <= SHARES:
        return "share"
    return "other" if telling & NO_ANSWER and not telling & OF_ANSWERS else ""


def _date_role(words: frozenset[str], telling: frozenset[str]) -> Role:
    """The role of a name made of words of dates alone: `end date`, `year`, `date published`."""
    known = DATES | START | END | PUBLISHED | YEAR | MONTH | DAY
    words, telling = (
        frozenset(part for word in each for part in _parts(word, known))
        for each in (words, telling)
    )
    if not telling or not telling <= known or telling == PARTY:
        return ""
    if telling & PUBLISHED:
        return "published"
    parts: tuple[tuple[Role, frozenset[str]], ...] = (
        ("year", YEAR), ("month", MONTH), ("day", DAY)
    )  # fmt: skip
    if telling & YEAR and telling <= YEAR | DATES - DAY:
        return "year"  # `year conducted`
    for role, named in parts:
        if telling <= named:
            return role
    if words & START and not words & END:
        return "start"
    if words & END and not words & START:
        return "end"
    return "date" if telling & DATES else ""


def _parts(word: str, known: frozenset[str]) -> tuple[str, ...]:
    """A word, or the two known ones that it is made of: `feldende`, `befragungsbeginn`."""
    if word in known:
        return (word,)
    for place in range(2, len(word) - 1):
        first, last = word[:place], word[place:]
        if last in START | END and first.removesuffix("s") in DATES:
            return first.removesuffix("s"), last
    return (word,)
