"""A service that reviews dossiers: `uvicorn fastapi_app:app`."""

from datetime import date

from fastapi import FastAPI
from pydantic import BaseModel

from qualiopi_rules import Category, Dossier, Review, applicability, review
from qualiopi_rules.frameworks.fastapi import AsJson, JsonBody, prepare_fastapi
from qualiopi_rules.indicators import Answers, Applicability

app = FastAPI()
prepare_fastapi(app)


@app.post("/review")
def reviewed(dossier: JsonBody[Dossier], on: date) -> AsJson[Review]:
    return review(dossier, on=on)


class Provider(BaseModel):
    """What a form of the application sends."""

    name: str
    categories: set[Category]
    answers: AsJson[Answers]


@app.post("/indicators")
def indicators(provider: Provider, on: date) -> AsJson[Applicability]:
    return applicability(provider.categories, provider.answers, on=on)
