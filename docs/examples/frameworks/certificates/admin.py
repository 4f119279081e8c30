from django.contrib import admin

from certificates.models import File

admin.site.register(File)
