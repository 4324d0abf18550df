"""What the columns of a hand-kept table are called, in four languages.

Datum;Institut;Zu hoch;Zu niedrig;Befragte      date, pollster, two answers, n
"""

from __future__ import annotations

from typing import Literal

from polls.codebooks.model import fold
from polls.printed.bases import base_kind

__all__ = ["Role", "role_of"]

Role = Literal[
    "date",
    "start",
    "end",
    "published",
    "n",
    "n_weighted",
    "pollster",
    "mode",
    "country_text",
    "group_text",
    "question_text",
    "base",
    "lang",
    "source",
    "note",
    "total",
    "",
]

NAMES: dict[Role, str] = {
    "date": "date|dates|fieldwork|fieldwork dates|dates of fieldwork|field dates|survey date|wave"
    "|month|year|periode|terrain|dates de terrain|date de terrain|vague|mois|annee"
    "|datum|zeitraum|befragungszeitraum|feldzeit|welle|monat|jahr"
    "|fecha|fechas|fechas de campo|trabajo de campo|ola|oleada|mes|ano",
    "start": "start|start date|fieldwork start|begin|from|debut|beginn|von|inicio|desde",
    "end": "end|end date|fieldwork end|to|until|fin|ende|bis|hasta",
    "published": "published|publication|publication date|date of publication|publie|publie le"
    "|date de publication|veroffentlicht|veroffentlichung|publicado|fecha de publicacion",
    "n": "sample|sample size|respondents|interviews|number of respondents|echantillon"
    "|taille de l'echantillon|effectif|effectifs|repondants|befragte|anzahl befragte|stichprobe"
    "|stichprobengrosse|fallzahl|muestra|tamano de la muestra|tamano muestral|encuestados"
    "|entrevistas",
    "pollster": "pollster|polling firm|polling company|house|company|firm|institute|institut"
    "|institut de sondage|sondeur|umfrageinstitut|meinungsforschungsinstitut"
    "|encuestadora|instituto|casa encuestadora",
    "mode": "mode|method|methode|methodik|modo|metodo",
    "country_text": "country|pays|land|pais",
    "group_text": "group|subgroup|groupe|gruppe|grupo",
    "question_text": "question|question text|question wording|wording|frage|pregunta|libelle",
    "lang": "lang|language|langue|sprache|idioma",
    "source": "source|sources|quelle|fuente",
    "note": "note|notes|comment|comments|remarque|anmerkung|bemerkung|nota|notas",
    "total": "total|sum|somme|summe|gesamt|suma",
}
ROLES: dict[str, Role] = {name: role for role, names in NAMES.items() for name in names.split("|")}


def role_of(name: str) -> Role:
    """What a column holds by its name, or "" where the name says nothing: maybe an answer.

    >>> role_of("Befragungszeitraum"), role_of("Unweighted base"), role_of("Trop élevé")
    ('date', 'n', '')
    """
    folded = fold(name)
    return ROLES.get(folded) or base_kind(folded)
