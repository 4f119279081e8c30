from django import forms

from qualiopi_rules import Category, Certificate, InvalidInput
from qualiopi_rules.frameworks.django import add_faults


class CertificateForm(forms.Form):
    number = forms.CharField()
    categories = forms.MultipleChoiceField(choices=[(each, each) for each in Category])
    first_issue = forms.DateField()
    valid_until = forms.DateField()
    nda = forms.CharField(required=False, empty_value=None)

    def clean(self):
        given = super().clean()
        if not self.errors:
            try:
                given["certificate"] = Certificate(**given)
            except InvalidInput as refusal:
                add_faults(self, refusal)
        return given
