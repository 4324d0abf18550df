"""Names of columns in ten languages, each with its role."""

import pytest

from polls.printed.column_names import JUST_BASE, MONTH, OPINIONS, YEAR, role_of, words_of

ROLES = {
    "date": "Date; dates; Fieldwork dates; Datum; Fecha; Befragungszeitraum; wave; asked on; "
    "Date of survey; polling dates; Terrain; fecha de campo; Data sondaggio; Veldwerk; Dato; "
    "Year/day",
    "start": "start; Start date; fw_start; debut_enquete; StartDate; von; First day; date from; "
    "startdatum; StartDatum; desde; Data iniziale; collectPeriodFrom; vague_debut; Feldstart; "
    "Befragungsbeginn; sondagedebut; Wave start",
    "end": "end; End date; fw_end; EndDate; until; last day; Periode fin; fecha fin; hasta; "
    "Data finale; Data fim; collectPeriodTo; Slutdatum; eindDatum; vague_fin; Feldende; "
    "Befragungsende; fechafin; datefin; Welle Ende",
    "published": "Published; publishedAt; date published; Publication date; veroffentlicht; "
    "date de parution; release date; Publicado; Pubblicato; Data divulgação; PublDate; "
    "Gepubliceerd",
    "year": "Year; annee; Jahr; año; yr",
    "month": "Month; mois; Monat; mes",
    "day": "Day; Tag; jour",
    "n": "n; N; Sample; sample size; SampleSize; Respondents; number.of.observations; Befragte; "
    "Taille de l'échantillon; Unweighted base; Tamaño de la muestra; nombre d'interviewés; obs; "
    "Number of people interviewed; interrogés; Campione; Amostra; Steekproef; Urval; Stikprøve; "
    "total_n; Total respondents; All respondents; Zahl der Befragten; n_obs; Gesamt n",
    "n_weighted": "Base; weighted base; Weighted n",
    "pollster": "Pollster; Polling firm; firm_title; institut; Survey company; Umfrageinstitut; "
    "Firm; Encuestadora; polling organisation; nom de l'institut; Pollsters; Sondaggista; "
    "Istituto; Instituto; Onderzoeksbureau; Analyseinstitut",
    "client": "Client; Sponsor(s); Commissioned by; Auftraggeber; for; Newspaper; Sponsor name; "
    "Committente; Contratante; Opdrachtgever",
    "pollster_client": "Pollster/client; Polling firm / commissioner; Institut & commanditaire",
    "mode": "Mode; Method; Methodology; polling method; sample method; type of survey",
    "country": "Country; countrycode; pays; Land; ISO2; country code",
    "group": "Group; agegroup; party; Region; age_group; Bundesland; subsample; sexe",
    "population": "population; Sample type; voters; universe",
    "question": "Question; question wording; question_text; Full wording; Frage; printed question",
    "subject": "candidate; politician; Thema; race id; candidate id; topic",
    "answer": "answer; Response; choice; Antwort; réponse",
    "share": "share; pct; Percent; Prozent; vote share; VoteShare; valeur",
    "lang": "lang; Sprache; language",
    "note": "notes; comment; Anmerkung",
    "other": "rownumber; id; survey id; candidate lead; Lead; MoE; MarginOfError; con_lead; "
    "Turnout; url; rank; Std error; total; weight; "
    "Vorsprung; marge d'erreur; Registro; bias; cand1_actual; Vantaggio; Margem de erro",
    "": "Too high; Trop élevé; Con; IdV; PdL; Les Verts et alliés; ; Labour; Date of the next "
    "general election; FW; of the; Start and end; Start/end; Year/month; Dont know; size; No.; "
    "survey sample; research",
}


@pytest.mark.parametrize(
    ("name", "role"),
    [(name.strip(), role) for role, names in ROLES.items() for name in names.split(";")],
)
def test_a_column_is_known_by_its_name(name: str, role: str) -> None:
    assert role_of(name) == role


@pytest.mark.parametrize(
    ("names", "role"),
    [
        ("data inserimento; asked on", "date"), ("begin; del", "start"), ("to; al", "end"),
        ("sample; nb", "n"), ("realizzatore; poll source", "pollster"),
        ("committente; news outlet", "client"), ("mode; type of survey", "mode"),
        ("country; iso2", "country"), ("group; location", "group"),
        ("population; screen", "population"), ("domanda; item text", "question"),
        ("subject; chamber", "subject"), ("answer; tete de liste", "answer"),
        ("share; prop", "share"), ("lang; idioma", "lang"), ("note; observaciones", "note"),
        ("row; results", "other"),
    ],
)  # fmt: skip
def test_the_first_and_the_last_name_of_each_list_is_known(names: str, role: str) -> None:
    assert {role_of(name) for name in names.split("; ")} == {role}


def test_a_long_word_says_the_same_alone_and_apart() -> None:
    assert role_of("SampleSize") == role_of("samplesize") == "n"
    assert role_of("Sam") == ""


def test_words_of_seven_letters_or_more_may_be_broken_by_capitals() -> None:
    assert (role_of("MuesTra"), role_of("ComPany")) == ("n", "pollster")
    assert role_of("PeoPle") == ""


def test_a_name_of_more_than_five_words_is_no_role() -> None:
    assert role_of("first day of fieldwork dates") == "start"
    assert role_of("first day of the fieldwork dates") == ""


def test_words_that_other_readers_ask_for() -> None:
    assert tuple((name,) for name in ("base", "bases", "basis")) == JUST_BASE
    assert {"year", "ano", "jaar"} <= YEAR and {"month", "mois", "maned"} <= MONTH
    assert {"approve", "oui", "bad", "contre", "nein", "malo"} <= OPINIONS


def test_a_name_is_parted_at_capitals_and_signs() -> None:
    assert words_of("fieldworkStart") == ("fieldwork", "start")
    assert words_of("GBTotal") == ("gb", "total")
    assert words_of("Größe-2") == ("grosse", "2")
    assert words_of("date2End") == ("date2", "end")
