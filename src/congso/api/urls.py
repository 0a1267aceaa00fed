# SPDX-License-Identifier: AGPL-3.0-or-later
from congso.api.interface import addresses

app_name = "api"
urlpatterns = addresses()
