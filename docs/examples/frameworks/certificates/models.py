from django.db import models

from qualiopi_rules import Dossier
from qualiopi_rules.frameworks.django import JsonObjectField


class File(models.Model):
    provider = models.CharField(max_length=200)
    dossier = JsonObjectField(Dossier)
