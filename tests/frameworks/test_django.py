"""The field and the form of Django, in the application `certificates` of the examples, on SQLite in memory."""

from __future__ import annotations

import json
from typing import Any

import django
import pytest
from django import forms
from django.conf import settings
from django.core import checks, serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.db.migrations.writer import MigrationWriter
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment
from django.utils import translation
from hypothesis import given, settings as of_laws

from qualiopi_rules import Category, Certificate, CertificationCycle, Dossier, InvalidInput
from qualiopi_rules.formats import structure, unstructure
from qualiopi_rules.frameworks.django import JsonObjectField, add_faults
from qualiopi_rules.strategies import dossiers
from tests.checks import plain
from tests.frameworks.examples import example

APPS = ("admin", "auth", "contenttypes", "sessions", "messages")
MIDDLEWARE = ("sessions.middleware.Session", "auth.middleware.Authentication", "messages.middleware.Message")
CONTEXT = ("auth.context_processors.auth", "messages.context_processors.messages")


@pytest.fixture(scope="module", autouse=True)
def files() -> Any:
    """The model of the example, with its table, in a Django that speaks French."""
    example("certificates")
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        INSTALLED_APPS=[*(f"django.contrib.{name}" for name in APPS), "certificates"],
        LANGUAGE_CODE="fr",
        MIDDLEWARE=[f"django.contrib.{name}Middleware" for name in MIDDLEWARE],
        ROOT_URLCONF="tests.frameworks.urls",
        SECRET_KEY="of the tests",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        *(f"django.contrib.{name}" for name in CONTEXT),
                        "django.template.context_processors.request",
                    ]
                },
            }
        ],
    )
    django.setup()
    setup_test_environment()
    call_command("migrate", run_syncdb=True, verbosity=0)
    yield example("certificates.models").File
    teardown_test_environment()
    connection.close()


@pytest.fixture
def file(files: Any, webinar: dict[str, Any]) -> Any:
    files.objects.all().delete()
    return files.objects.create(provider="ORGANISME FICTIF", dossier=structure(webinar, Dossier))


@pytest.fixture
def client() -> Any:
    from django.contrib.auth.models import User

    client = Client()
    client.force_login(User.objects.get_or_create(username="admin", is_staff=True, is_superuser=True)[0])
    return client


def test_a_row_gives_the_object(files: Any, file: Any, webinar: dict[str, Any]) -> None:
    assert files.objects.get().dossier == structure(webinar, Dossier)
    file.dossier = webinar
    file.full_clean()
    assert file.dossier == structure(webinar, Dossier), "what JSON holds is read as well"


@pytest.mark.property
@of_laws(max_examples=10)
@given(dossiers())
def test_every_dossier_comes_back_as_it_was(dossier: Dossier) -> None:
    files = example("certificates.models").File
    assert files.objects.get(pk=files.objects.create(provider="a", dossier=dossier).pk).dossier == dossier


def test_a_row_that_holds_no_more_is_refused_with_its_path(files: Any, file: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE certificates_file SET dossier = %s", [json.dumps({"categories": ["BX"]})])
    with pytest.raises(InvalidInput) as caught:
        files.objects.get()
    assert [fault.path for fault in caught.value.faults] == ["certificate", "categories[0]"]


def test_lookups_give_what_json_holds(files: Any, file: Any) -> None:
    assert files.objects.filter(dossier__certificate__number="83811594-1").count() == 1
    assert list(files.objects.values_list("dossier__certificate__categories", flat=True)) == [["BC"]]
    assert isinstance(files.objects.values_list("dossier", flat=True).get(), Dossier)


def test_a_column_may_be_empty(files: Any, file: Any) -> None:
    from django.db import models

    field = JsonObjectField(Certificate, null=True, blank=True)
    assert field.to_python(None) is None
    assert field.from_db_value(None, models.F("certificate"), connection) is None
    assert field.formfield().clean("") is None


def test_validation_says_every_fault_with_its_path(files: Any) -> None:
    file = files(provider="a", dossier={"categories": ["BX"], "answers": {"complaints": "oui"}})
    with pytest.raises(ValidationError) as caught:
        file.full_clean()
    with pytest.raises(InvalidInput) as refusal:
        structure(file.dossier, Dossier)
    assert caught.value.message_dict == {"dossier": [fault.say("fr") for fault in refusal.value.faults]}
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        file.full_clean()
    assert caught.value.message_dict == {"dossier": [fault.say("en") for fault in refusal.value.faults]}


def test_a_day_that_no_known_rule_covers_is_said_too() -> None:
    with pytest.raises(ValidationError) as caught, translation.override("en"):
        JsonObjectField(CertificationCycle).to_python({"starts": "2018-06-01"})
    (said,) = caught.value.messages
    assert str(said).startswith("cycle.validity: no version is known for 1 June 2018")


def test_the_admin_shows_the_json_and_keeps_the_object(files: Any, file: Any, client: Any) -> None:
    address = f"/admin/certificates/file/{file.pk}/change/"
    shown = client.get(address).context["adminform"].form["dossier"].value()
    assert json.loads(shown) == unstructure(file.dossier)
    assert client.post(address, {"provider": "AUTRE", "dossier": shown}).status_code == 302
    again = files.objects.get()
    assert (again.provider, again.dossier) == ("AUTRE", file.dossier)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"categories": ["BX"]}', "certificate : obligatoire, mais absent"),
        ('{"categories": ["BC"], "categories": []}', 'categories : "categories" n’est pas accepté'),
        ("{", '"{" n’est pas accepté ; attendu : un texte JSON'),
        ("", "Ce champ est obligatoire."),
    ],
)
def test_the_admin_shows_each_fault_beside_the_field(client: Any, text: str, said: str) -> None:
    answer = client.post("/admin/certificates/file/add/", {"provider": "a", "dossier": text})
    errors = answer.context["adminform"].form.errors
    assert list(errors) == ["dossier"]
    assert plain(errors["dossier"][0]).startswith(said)


GIVEN = {"number": "A-1", "categories": ["BC"], "first_issue": "02/02/2023", "valid_until": "01/02/2026"}


def form(**changes: object) -> Any:
    return example("certificates.forms").CertificateForm({**GIVEN, **changes})


def test_a_form_gives_a_certificate() -> None:
    filled = form()
    assert filled.is_valid()
    assert filled.cleaned_data["certificate"] == Certificate(
        number="A-1", categories=[Category.BC], first_issue="2023-02-02", valid_until="2026-02-01"
    )


def test_a_fault_stands_beside_its_field_without_its_path() -> None:
    errors = form(number="A\n1", nda="123").errors
    assert list(errors) == ["number", "nda"]
    assert plain(errors["number"][0]).startswith('"A\\n1" n’est pas accepté ; attendu : un texte')
    assert plain(errors["nda"][0]).startswith('"123" n’est pas accepté ; attendu : onze chiffres')


def test_a_fault_of_the_form_itself_comes_first() -> None:
    assert list(form(first_issue="2023-02-30").errors) == ["first_issue"]


def test_a_fault_deeper_in_a_field_keeps_its_path_and_any_other_stands_above() -> None:
    fields = {"categories": forms.CharField(required=False)}
    filled: Any = type("DossierForm", (forms.Form,), fields)({})
    with pytest.raises(InvalidInput) as caught:
        structure({"categories": ["BX"], "answers": {"complaints": 1}}, Dossier)
    errors = filled.errors
    with translation.override("en"):
        add_faults(filled, caught.value)
    assert errors["categories"][0].startswith('categories[0]: "BX" is not accepted')
    assert errors["__all__"][0] == "certificate: required but missing"
    assert errors["__all__"][1].startswith("answers.complaints: 1 is not accepted")


def test_a_migration_names_the_class(files: Any) -> None:
    written: Any = MigrationWriter.serialize(files._meta.get_field("dossier"))
    text, imports = written
    assert text == "qualiopi_rules.frameworks.django.JsonObjectField(qualiopi_rules.dossier.dossier.Dossier)"
    assert "import qualiopi_rules.frameworks.django" in imports


def test_rows_are_dumped_and_loaded(files: Any, file: Any) -> None:
    text = serializers.serialize("json", files.objects.all())
    assert json.loads(text)[0]["fields"]["dossier"] == unstructure(file.dossier)
    (loaded,) = serializers.deserialize("json", text)
    assert loaded.object.dossier == file.dossier


def test_django_finds_nothing_wrong() -> None:
    assert checks.run_checks() == []
